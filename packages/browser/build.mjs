/**
 * Builds what a page loads. Unlike the other packages' bundles these hold everything they import: a page without a
 * bundler has no way to look packages up. `dist/` gets the entries, `dist/assets/` the worker and what it fetches.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { gatherAssets } from './scripts/gather-assets.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** @param {{ quiet: boolean }} options */
export default async function buildBrowser({ quiet }) {
  const { exports, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = Object.values(exports)
    .map((target) => target['livephoto-source'])
    .filter(Boolean);
  const shared = {
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    conditions: ['livephoto-source'],
    logLevel: quiet ? 'warning' : 'info',
  };
  const web = { ...shared, platform: 'browser', target: 'es2022', minify: true };
  // Parts are named by their content: those of earlier builds would pile up.
  for (const out of ['dist', 'dist/assets'].map((name) => join(folder, name))) {
    for (const file of existsSync(out) ? readdirSync(out) : []) {
      if (/\.js(\.map)?$/.test(file)) rmSync(join(out, file));
    }
  }
  await build({
    ...web,
    // What an app copies names no source map that it would have to serve as well.
    sourcemap: 'external',
    entryPoints: { worker: 'src/worker.ts', 'onnxruntime-webgpu': 'src/worker/onnxruntime-webgpu.ts' },
    external: ['./onnxruntime-webgpu.js'],
    outdir: 'dist/assets',
    define: { livephotoVersion: JSON.stringify(version) },
  });
  const worker = createHash('sha256').update(readFileSync(join(folder, 'dist/assets/worker.js')));
  const workerHash = worker.digest('hex').slice(0, 12);
  const buildEntries = (entryPoints) =>
    build({
      ...web,
      splitting: true,
      sourcemap: 'linked',
      entryPoints,
      outdir: 'dist',
      outbase: 'src',
      define: {
        livephotoVersion: JSON.stringify(version),
        livephotoWorkerHash: JSON.stringify(workerHash),
      },
    });
  const isCapture = (source) => source.startsWith('./src/capture/');
  await Promise.all([
    // Apart, so that a page without the capture element loads one file, and nothing that only the element needs.
    buildEntries(entries.filter((source) => !isCapture(source))),
    buildEntries(entries.filter(isCapture)),
    build({
      ...shared,
      sourcemap: 'linked',
      entryPoints: ['src/copy-assets.ts'],
      outdir: 'dist',
      platform: 'node',
      target: 'node20',
    }),
  ]);
  // A fresh clone builds before it has models; whoever made them gathers again.
  await gatherAssets({ quiet, needModels: false });
}
