/**
 * `pnpm codecs`: compiles the image decoders to WebAssembly, from the source packages of Debian 12 and the C in
 * `packages/core/codecs/src/`. It needs Debian's packages `emscripten` and `dpkg-dev` and a `deb-src` line in apt's
 * sources; what it makes is committed, so nobody else does. `--check` says whether that is what the sources give.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const ownFolder = 'packages/core/codecs/src';
const own = join(root, ownFolder);
const cache = join(root, '.cache/codecs');

/** Debian's source packages, with the sha256 of what each is made of. */
const packages = {
  'libjpeg-turbo': {
    version: '1:2.1.5-2',
    files: {
      'libjpeg-turbo_2.1.5.orig.tar.gz': '254f3642b04e309fee775123133c6464181addc150499561020312ec61c1bf7c',
      'libjpeg-turbo_2.1.5-2.debian.tar.xz':
        'cdb2433c2f7101345c1ffa14efb943787c675b86354691a32490845fe4bc9237',
    },
  },
  libdeflate: {
    version: '1.14-1',
    files: {
      'libdeflate_1.14.orig.tar.gz': '89e7df898c37c3427b0f39aadcf733731321a278771d20fc553f92da8d4808ac',
      'libdeflate_1.14-1.debian.tar.xz': '4794c379cc4e77eaeb283620bd80a7ce57b858af508f80ba6d5efbc4bcb10434',
    },
    // Defined in inflate-all.c. The block has codes of its own.
    line: {
      file: 'lib/decompress_template.h',
      behind: '\t\td->static_codes_loaded = false;\n',
      add: '\t\tcount_block();\n',
    },
  },
  zlib: {
    version: '1:1.2.13.dfsg-1',
    files: {
      'zlib_1.2.13.dfsg.orig.tar.bz2': '71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1',
      'zlib_1.2.13.dfsg-1.debian.tar.xz': 'f66cf3d4f2d7defcd4d1fd1fb0a11ee39f1e01b42ec7d059c9dc5c1695133c44',
    },
  },
  libwebp: {
    version: '1.2.4-0.2+deb12u1',
    files: {
      'libwebp_1.2.4.orig.tar.gz': '7bf5a8a28cc69bcfa8cb214f2c3095703c6b73ac5fba4d5480c205331d9494df',
      'libwebp_1.2.4-0.2+deb12u1.debian.tar.xz':
        '69cdba4dfe2e1b34d55fa80c1b29c31cacd40dd183812d6bcca7e508a2f7afcd',
    },
    // Defined in counted.c. The picture changes its codes so often.
    line: {
      file: 'src/dec/vp8l_dec.c',
      behind: '    hdr->huffman_subsample_bits_ = huffman_precision;\n',
      add: '    { extern void count_code_changes(int); count_code_changes(huffman_pixs); }\n',
    },
  },
  libde265: {
    version: '1.0.11-1+deb12u2',
    files: {
      'libde265_1.0.11.orig.tar.gz': '2f8f12cabbdb15e53532b7c1eb964d4e15d444db1be802505e6ac97a25035bab',
      'libde265_1.0.11-1+deb12u2.debian.tar.xz':
        '81de2919da09690f2fb80383fcc68cda397bfed878a010061627f7794e278f4b',
    },
  },
  dav1d: {
    version: '1.0.0-2+deb12u1',
    files: {
      'dav1d_1.0.0.orig.tar.xz': '51737db7e4897e599684f873a4725176dd3c779e639411d7c4fce134bb5ebb82',
      'dav1d_1.0.0-2+deb12u1.debian.tar.xz':
        'ae53e2bda2a18275cc66570194fced9b9681df2b3b8e041586a26a59d69a727e',
    },
  },
  libheif: {
    version: '1.15.1-1+deb12u1',
    files: {
      'libheif_1.15.1.orig.tar.gz': '28d5a376fe7954d2d03453f983aaa0b7486f475c27c7806bda31df9102325556',
      'libheif_1.15.1-1+deb12u1.debian.tar.xz':
        'f3a042fce4231e8feddd032bf93b808a6db96614c20888b78d1042a15e378817',
    },
  },
};

const names = (...parts) => parts.join(' ').split(/\s+/);

const dav1dFlags = [
  ...['include', 'src', '.'].map((name) => `-I${join(cache, 'sources/dav1d', name)}`),
  `-I${join(root, 'packages/heif/src/config/dav1d')}`,
];

const libheifFlags = [
  `-I${join(cache, 'sources/libheif/libheif')}`,
  `-I${join(root, 'packages/heif/src/config/dav1d')}`,
  '-std=c++17',
  '-DHAVE_LIBDE265=1',
  '-DHAVE_DAV1D=1',
  '-DLIBHEIF_STATIC_BUILD',
  // Its JavaScript interface is not wanted.
  '-DLIBHEIF_BOX_EMSCRIPTEN_H',
  // Defined in heif.cc.
  '-Dde265_set_parameter_bool=set_decoder_parameter',
  '-Dde265_push_NAL=push_hevc',
  '-Ddav1d_open=open_av1_decoder',
  '-Ddav1d_data_create=create_av1_data',
];

/** What goes into each module: the files of each package, with the flags that they need. */
const modules = {
  'packages/core/codecs/images.wasm': {
    exports: ['job_address', 'heap_end', 'malloc', 'decode_jpeg', 'decode_png', 'decode_webp'],
    parts: [
      {
        package: 'libjpeg-turbo',
        files: names(
          'jcomapi jdapimin jdapistd jdcoefct jdcolor jdinput jdmainct jdmarker jdmaster jdmerge jdpostct',
          'jdsample jerror jidctflt jidctfst jidctint jidctred jmemmgr jmemnobs jquant1 jquant2',
        ),
      },
      // What it clears blocks with is in jsimd.c.
      { package: 'libjpeg-turbo', files: ['jutils'], flags: ['-Djzero_far=jzero_far_of_library'] },
      {
        package: 'libjpeg-turbo',
        files: ['jddctmgr'],
        // It asks for vectors of these sizes on one processor alone.
        flags: [3, 6, 7, 12, 14].map((size) => `-Djpeg_idct_${size}x${size}=jsimd_idct_${size}x${size}`),
      },
      {
        package: 'libjpeg-turbo',
        files: ['jdphuff'],
        // The architecture whose words have 64 bits though its pointers have 32, as here: twice the bits at a time.
        flags: ['-D__x86_64__', '-D__ILP32__'],
      },
      // The library's own jdhuff.c is in it.
      { files: ['jhuff'], flags: ['-D__x86_64__', '-D__ILP32__'] },
      // Its inflater is in inflate-all.c.
      { package: 'libdeflate', files: ['lib/utils'] },
      {
        package: 'zlib',
        files: ['inffast', 'inftrees', 'adler32', 'crc32', 'zutil'],
        flags: ['-DNO_GZIP'],
      },
      // Defined in counted.c, as the one of WebP's tables.
      { package: 'zlib', files: ['inflate'], flags: ['-DNO_GZIP', '-Dinflate_table=counted_table'] },
      {
        package: 'libwebp',
        files: ['src/dec/vp8l_dec'],
        flags: ['-DVP8LBuildHuffmanTable=counted_huffman_table'],
      },
      {
        package: 'libwebp',
        files: names(
          'alpha_dec buffer_dec frame_dec idec_dec io_dec quant_dec tree_dec vp8_dec webp_dec',
        ).map((name) => `src/dec/${name}`),
      },
      {
        package: 'libwebp',
        files: names(
          'alpha_processing alpha_processing_sse2 alpha_processing_sse41 cpu dec dec_clip_tables dec_sse2 dec_sse41',
          'filters filters_sse2 lossless lossless_sse2 lossless_sse41 rescaler rescaler_sse2 upsampling',
          'upsampling_sse2 upsampling_sse41 yuv yuv_sse2 yuv_sse41',
        ).map((name) => `src/dsp/${name}`),
      },
      {
        package: 'libwebp',
        files: names(
          'bit_reader_utils color_cache_utils filters_utils huffman_utils quant_levels_dec_utils random_utils',
          'rescaler_utils thread_utils utils',
        ).map((name) => `src/utils/${name}`),
      },
      { files: ['sink', 'color', 'counted', 'jpeg', 'jsimd', 'png', 'webp', 'inflate-all'] },
    ],
  },
  'packages/heif/heif.wasm': {
    exports: ['job_address', 'heap_end', 'malloc', 'decode_heif'],
    // dav1d gives each of its threads 1 MB: its loop restoration alone has 300 KB of arrays there.
    stack: '1MB',
    parts: [
      {
        package: 'libde265',
        language: 'cc',
        files: names(
          'alloc_pool bitstream cabac configparam contextmodel de265 deblock decctx dpb fallback fallback-dct',
          'fallback-motion image image-io intrapred md5 motion nal nal-parser pps quality refpic sao scan sei slice sps',
          'threads transform util visualize vps vui x86/sse-dct',
        ).map((name) => `libde265/${name}`),
        flags: [
          `-I${join(cache, 'sources/libde265/libde265')}`,
          '-msse4.1',
          '-DHAVE_SSE4_1',
          '-DHAVE_STDINT_H',
          '-DHAVE_POSIX_MEMALIGN',
        ],
      },
      {
        package: 'dav1d',
        files: names(
          'cdf cpu data decode dequant_tables getbits intra_edge itx_1d lf_mask log mem msac obu picture qm ref',
          'refmvs scan tables thread_task warpmv wedge',
        ).map((name) => `src/${name}`),
        flags: dav1dFlags,
      },
      // Defined in heif.cc.
      {
        package: 'dav1d',
        files: ['src/lib'],
        flags: [...dav1dFlags, '-Ddav1d_default_picture_alloc=allocate_av1_picture'],
      },
      ...[8, 16].map((depth) => ({
        package: 'dav1d',
        files: names(
          'cdef_apply cdef fg_apply filmgrain ipred ipred_prepare itx lf_apply loopfilter looprestoration lr_apply mc recon',
        ).map((name) => `src/${name}_tmpl`),
        flags: [...dav1dFlags, `-DBITDEPTH=${depth}`],
        variant: depth,
      })),
      {
        package: 'libheif',
        language: 'cc',
        files: names(
          'bitstream box common_utils error heif heif_avif heif_colorconversion heif_file heif_hevc heif_image',
          'heif_init heif_plugin heif_plugin_registry metadata_compression nclx plugins/heif_decoder_dav1d',
          'plugins/heif_decoder_libde265',
        ).map((name) => `libheif/${name}`),
        flags: libheifFlags,
      },
      {
        package: 'libheif',
        language: 'cc',
        files: ['libheif/heif_context'],
        // Defined in convert.cc and mirror.cc.
        flags: [
          ...libheifFlags,
          '-Dconvert_colorspace=convert_quickly',
          '-Dmirror_inplace=mirror_of_any_depth',
        ],
      },
      { files: ['sink', 'color'] },
      {
        folder: 'packages/heif/src',
        language: 'cc',
        files: ['heif', 'convert', 'mirror'],
        flags: [...libheifFlags, '-DHAVE_SSE4_1', `-I${join(cache, 'sources/libde265/libde265')}`],
      },
    ],
  },
};

const flagsOf = {
  libwebp: ['-msse2', '-msse4.1', '-DWEBP_HAVE_SSE2', '-DWEBP_HAVE_SSE41'],
};

async function main() {
  const check = process.argv.includes('--check');
  for (const [name, source] of Object.entries(packages)) await fetchSource(name, source);
  for (const [file, module] of Object.entries(modules)) {
    const bytes = await build(file, module);
    const target = join(root, file);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (!check) {
      await writeFile(target, bytes);
      await writeFile(`${target}.sha256`, `${hash}  ${basename(file)}\n`);
      console.log(`${file}: ${bytes.length} bytes, sha256 ${hash}`);
    } else if (Buffer.compare(bytes, await readFile(target)) !== 0) {
      throw new Error(`${file} is not what its sources give: run 'pnpm codecs'`);
    } else {
      console.log(`${file} is what its sources give`);
    }
  }
}

/** Downloads, verifies and unpacks a source package, with Debian's patches and a line of ours, unless that was done before. */
async function fetchSource(name, { version, files, line }) {
  const target = join(cache, 'sources', name);
  if (!existsSync(target)) await unpackSource(name, version, files, target);
  if (!line) return;
  const path = join(target, line.file);
  const text = await readFile(path, 'utf8');
  if (text.includes(line.behind + line.add)) return;
  if (text.split(line.behind).length !== 2) throw new Error(`${path} is not as it was`);
  await writeFile(path, text.replace(line.behind, line.behind + line.add));
}

async function unpackSource(name, version, files, target) {
  const downloads = join(cache, 'downloads');
  await mkdir(downloads, { recursive: true });
  console.log(`  ${name} ${version}`);
  await tool('apt-get', ['source', '--download-only', `${name}=${version}`], { cwd: downloads });
  for (const [file, sha256] of Object.entries(files)) {
    const actual = createHash('sha256')
      .update(await readFile(join(downloads, file)))
      .digest('hex');
    if (actual !== sha256) throw new Error(`${file} has the sha256 ${actual}, not ${sha256}`);
  }
  const dsc = (await readdir(downloads)).find((file) => file.startsWith(`${name}_`) && file.endsWith('.dsc'));
  await mkdir(join(cache, 'sources'), { recursive: true });
  await tool('dpkg-source', ['--no-check', '-x', dsc, target], { cwd: downloads });
}

async function build(file, { exports, parts, stack = '256KB' }) {
  const objects = join(cache, 'objects');
  await mkdir(objects, { recursive: true });
  const jobs = parts.flatMap((part) =>
    part.files.map((name) => {
      const folder = part.package
        ? join(cache, 'sources', part.package)
        : join(root, part.folder ?? ownFolder);
      const id = [part.package ?? 'own', name.replaceAll('/', '-'), part.variant].filter(Boolean).join('-');
      return {
        from: join(folder, `${name}.${part.language ?? 'c'}`),
        to: join(objects, `${id}.o`),
        flags: [...(flagsOf[part.package] ?? []), ...(part.flags ?? [])],
      };
    }),
  );
  const shared = [
    '-O3',
    '-msimd128',
    '-DNDEBUG',
    '-Wno-unused-command-line-argument',
    ...[join(own, 'config'), own, join(root, 'packages/heif/src/config')].map((folder) => `-I${folder}`),
    ...Object.keys(packages).map((name) => `-I${join(cache, 'sources', name)}`),
    `-I${join(cache, 'sources/libwebp/src')}`,
    `-I${join(cache, 'sources/dav1d/include')}`,
    // Nothing of the machine that compiles goes into the file.
    `-ffile-prefix-map=${root}=`,
  ];
  const queue = [...jobs];
  const compile = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      if (await isNewer(job.to, job.from)) continue;
      await tool(job.from.endsWith('.cc') ? 'em++' : 'emcc', [
        ...shared,
        ...job.flags,
        '-c',
        job.from,
        '-o',
        job.to,
      ]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, compile));
  const target = join(cache, basename(file));
  await tool(parts.some(({ language }) => language === 'cc') ? 'em++' : 'emcc', [
    '-O3',
    '-msimd128',
    ...jobs.map(({ to }) => to),
    '--no-entry',
    '-sSTANDALONE_WASM',
    '-sERROR_ON_UNDEFINED_SYMBOLS=0',
    '-sWARN_ON_UNDEFINED_SYMBOLS=0',
    '-sALLOW_MEMORY_GROWTH',
    `-sTOTAL_STACK=${stack}`,
    // Below everything else: what needs more than there is traps, and overwrites nothing.
    '-Wl,--stack-first',
    `-sINITIAL_MEMORY=${stack === '256KB' ? '1MB' : '2MB'}`,
    '-sMAXIMUM_MEMORY=1GB',
    `-sEXPORTED_FUNCTIONS=${exports.map((name) => `_${name}`).join(',')}`,
    '-o',
    target,
  ]);
  return readFile(target);
}

/** Files of this repository may include each other: those are compiled anew every time. */
async function isNewer(to, from) {
  if (from.startsWith(join(root, 'packages'))) return false;
  const [made, source] = await Promise.all([stat(to).catch(() => undefined), stat(from)]);
  return made !== undefined && made.mtimeMs > source.mtimeMs;
}

async function tool(command, args, options = {}) {
  try {
    await run(command, args, { maxBuffer: 1 << 26, ...options });
  } catch (error) {
    const missing = error.code === 'ENOENT';
    throw new Error(
      missing
        ? `'${command}' is not installed: 'pnpm codecs' needs Debian 12's packages emscripten and dpkg-dev`
        : `${command} ${args.slice(-3).join(' ')}\n${error.stderr}`,
    );
  }
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
