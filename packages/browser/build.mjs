/**
 * Builds what a page loads. Unlike the other packages' bundles these hold everything they import: a page without a
 * bundler has no way to look packages up. `dist/` gets the entries, `dist/assets/` the worker and what it fetches.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { gatherAssets } from './scripts/gather-assets.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** What runs while an app is built; the rest is for its pages. */
const nodeEntries = ['./src/vite.ts'];

/** @param {{ quiet: boolean }} options */
export default async function buildBrowser({ quiet }) {
  const { exports, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = Object.values(exports)
    .map((target) => target['livephoto-source'])
    .filter((source) => source && !nodeEntries.includes(source));
  const shared = {
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    conditions: ['livephoto-source'],
    logLevel: quiet ? 'warning' : 'info',
  };
  const web = { ...shared, platform: 'browser', target: 'es2022', minify: true };
  // Parts are named by their content: those of earlier builds would pile up. A quiet build runs beside others that read them.
  for (const out of ['dist', 'dist/assets', 'dist/bundled'].map((name) => join(folder, name))) {
    for (const file of !quiet && existsSync(out) ? readdirSync(out) : []) {
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
  const constants = {
    livephotoVersion: JSON.stringify(version),
    livephotoWorkerHash: JSON.stringify(workerHash),
  };
  // Core loads it when a photo needs it, which is in the worker: of an import that no page has left esbuild would still write the file.
  const unused = ['*/content-credentials.ts'];
  const buildEntries = (entryPoints, more = {}) =>
    build({
      ...web,
      splitting: true,
      sourcemap: 'linked',
      entryPoints,
      outdir: 'dist',
      outbase: 'src',
      define: constants,
      ...more,
      external: [...unused, ...(more.external ?? [])],
    });
  const isPlain = (source) => source === './src/index.ts';
  // The element and what registers it may be imported on a server, where there is no page.
  const element = { inject: ['src/no-dom.ts'], external: ['react'] };
  // For bundlers that write the path of the machine that built where a module asks for its URL.
  const bundled = {
    outdir: 'dist/bundled',
    define: { ...constants, 'import.meta.url': 'undefined' },
  };
  await Promise.all([
    // Apart, so that a page without the capture element loads one file, and nothing that only the element needs.
    buildEntries(entries.filter(isPlain)),
    buildEntries(entries.filter(isPlain), bundled),
    buildEntries(
      entries.filter((source) => !isPlain(source)),
      element,
    ),
    buildEntries(
      entries.filter((source) => !isPlain(source)),
      { ...element, ...bundled },
    ),
    build({
      ...shared,
      sourcemap: 'linked',
      entryPoints: ['src/copy-assets.ts', ...nodeEntries],
      outdir: 'dist',
      platform: 'node',
      target: 'node20',
      define: { onnxruntimeVersion: JSON.stringify(onnxruntimeVersion()) },
    }),
  ]);
  // A fresh clone builds before it has models; whoever made them gathers again.
  await gatherAssets({ quiet, needModels: false });
}

/** It does not export its manifest. */
function onnxruntimeVersion() {
  const file = createRequire(import.meta.url).resolve('onnxruntime-web');
  return JSON.parse(readFileSync(join(dirname(file), '../package.json'), 'utf8')).version;
}
