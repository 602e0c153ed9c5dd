/**
 * Bundles the server for Cloudflare Workers and prints what an upload weighs: `node scripts/build-cloudflare.mjs`.
 * `--models r2` leaves the models out, for a Worker that reads them from a bucket.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'packages/server/src');

/** What a Worker of the paid plan may weigh, gzipped: https://developers.cloudflare.com/workers/platform/limits/ */
export const uploadLimit = 10_000_000;

export const defaultFolder = join(root, 'packages/server/dist/workerd');

/** hyparquet's part that reads files is Node's; its condition for the rest, `browser`, would change other packages too. */
const withoutFiles = {
  name: 'without-files',
  setup({ onResolve }) {
    onResolve({ filter: /^hyparquet$/ }, ({ importer }) => ({
      path: createRequire(importer).resolve('hyparquet/src/index.js'),
    }));
  },
};

/**
 * @param {{ folder?: string, models?: 'bundle' | 'r2', entry?: string }} [options] `entry` is the Worker's own file.
 * @returns {Promise<{ files: { name: string, bytes: number, gzip: number }[], gzip: number }>}
 */
export async function buildCloudflare({ folder = defaultFolder, models = 'bundle', entry } = {}) {
  if (models === 'bundle' && !existsSync(join(root, 'packages/models/dist/manifest.json'))) {
    throw new Error("The models are not built: run 'pnpm models build' first");
  }
  rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: { worker: entry ?? join(source, 'cloudflare.ts') },
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    // Names of errors are part of the answers and of the log.
    keepNames: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    mainFields: ['module', 'main'],
    conditions: ['livephoto-source', 'workerd', 'worker', 'import'],
    loader: { '.wasm': 'copy', '.onnx': 'copy' },
    assetNames: '[name]',
    plugins: [withoutFiles],
    define: { modelsAreBundled: String(models === 'bundle') },
    logLevel: 'warning',
  });
  const files = readdirSync(folder).map((name) => {
    const bytes = readFileSync(join(folder, name));
    return { name, bytes: bytes.length, gzip: gzipSync(bytes).length };
  });
  return { files, gzip: files.reduce((sum, { gzip }) => sum + gzip, 0) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { models } = parseArgs({ options: { models: { type: 'string', default: 'bundle' } } }).values;
  if (models !== 'bundle' && models !== 'r2') {
    console.error('--models must be bundle, or r2');
    process.exit(2);
  }
  try {
    const { files, gzip } = await buildCloudflare({ models });
    const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`.padStart(9);
    for (const file of files.toSorted((a, b) => b.gzip - a.gzip)) {
      console.log(`${megabytes(file.bytes)} ${megabytes(file.gzip)} gzip  ${file.name}`);
    }
    console.log(
      `${' '.repeat(9)} ${megabytes(gzip)} gzip  of ${megabytes(uploadLimit).trim()} that an upload may have`,
    );
    if (gzip > uploadLimit) {
      console.error(
        'Too large: build with --models r2 and keep the models in a bucket, see docs/cloudflare.md',
      );
      process.exitCode = 1;
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
