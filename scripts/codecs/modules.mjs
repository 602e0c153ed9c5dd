/** What the modules of WebAssembly are made of. */
import { join } from 'node:path';
import { cache, root } from './folders.mjs';

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
export const modules = {
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

/** What all files of a package need. */
export const flagsOf = {
  libwebp: ['-msse2', '-msse4.1', '-DWEBP_HAVE_SSE2', '-DWEBP_HAVE_SSE41'],
};
