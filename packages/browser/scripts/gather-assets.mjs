/**
 * Puts what the worker fetches beside it, into `dist/assets/`: the models, the WebAssembly files of the libraries, and
 * one manifest with the hash of each. Run it again whenever the models were built anew.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL('..', import.meta.url));
const target = join(folder, 'dist/assets');

const runtimeFiles = {
  'image-decoder': '@livephoto/core/images.wasm',
  'heif-decoder': '@livephoto/heif/heif.wasm',
  'onnxruntime-webgpu': 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm',
};
/** Copied out of onnxruntime-web by apps that want it, and therefore as it is there. */
const asItIs = 'onnxruntime-webgpu';

/**
 * @param {{ quiet: boolean, needModels: boolean }} options Without `needModels`, missing models are said and left out.
 */
export async function gatherAssets({ quiet, needModels }) {
  const models = join(folder, '../models/dist');
  if (!existsSync(join(models, 'manifest.json'))) {
    if (needModels) throw new Error("The models are not built: run 'pnpm models build' first");
    if (!quiet) console.log('  The models are not built yet: dist/assets is left without them');
    return;
  }
  await mkdir(target, { recursive: true });
  const manifest = JSON.parse(await readFile(join(models, 'manifest.json'), 'utf8'));
  const sources = new Map();
  const runtime = [];
  for (const [name, specifier] of Object.entries(runtimeFiles)) {
    const path = require.resolve(specifier);
    const packed = name !== asItIs;
    const file = `${basename(path)}${packed ? '.gzip' : ''}`;
    if (packed) await packNewer(path, join(target, file));
    const served = packed ? join(target, file) : path;
    sources.set(file, served);
    const bytes = await readFile(served);
    runtime.push({
      name,
      file,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
      ...(packed ? { encoding: 'gzip' } : {}),
    });
  }
  for (const { file } of [...manifest.models, ...manifest.assets]) sources.set(file, join(models, file));
  // Whoever serves the works of others serves what their licences ask for.
  sources.set('NOTICE.txt', join(folder, '../../NOTICE'));

  // Files of an earlier set of models would be shipped for nobody.
  for (const file of await readdir(target)) {
    if (/\.(onnx|wasm|gzip|json)$/.test(file) && !sources.has(file)) await rm(join(target, file));
  }
  await Promise.all(
    [...sources].map(([file, path]) => path !== join(target, file) && copyNewer(path, join(target, file))),
  );
  await writeFile(join(target, 'manifest.json'), `${JSON.stringify({ ...manifest, runtime }, null, 2)}\n`);
}

/** The worker unpacks it: so it weighs as little on servers that compress nothing. */
async function packNewer(from, to) {
  const [source, packed] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  // gzip ends with the size of what is in it: another version may be older than what was packed before.
  if (
    packed &&
    packed.mtimeMs >= source.mtimeMs &&
    (await readFile(to)).readUInt32LE(packed.size - 4) === source.size
  )
    return;
  await writeFile(to, await promisify(gzip)(await readFile(from), { level: 9 }));
}

/** Every build comes by here, and most change none of these 34 MB. */
async function copyNewer(from, to) {
  const [source, copy] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (copy?.size !== source.size || copy.mtimeMs < source.mtimeMs) await copyFile(from, to);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await gatherAssets({ quiet: false, needModels: true });
    console.log(`The browser package's assets lie in ${target}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
