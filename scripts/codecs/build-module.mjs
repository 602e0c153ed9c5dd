/** Compiles the parts of a module, and links them. */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { cache, ownFolder, root } from './folders.mjs';
import { flagsOf } from './modules.mjs';
import { packages } from './packages.mjs';
import { tool } from './tool.mjs';

const own = join(root, ownFolder);

/** @returns the bytes of the module that goes to `file` */
export async function buildModule(file, { exports, parts, stack = '256KB' }) {
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
