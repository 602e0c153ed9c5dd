/** Builds the pages into `dist/page/`: `index.html`, `reference.html`, and beside them files whose names change with their content. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { copyScalar } from './scalar.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const browser = join(folder, 'node_modules/@livephoto/browser/dist');
const target = join(folder, 'dist/page');

/** @param {{ quiet: boolean }} options */
export default async function buildStudio({ quiet }) {
  await rm(target, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: ['src/page/main.tsx', 'src/reference/reference.ts', 'src/capture/capture.ts'],
    outdir: 'dist/page',
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath: '/studio',
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['livephoto-source'],
    // As it is shipped: its own build writes into it which worker belongs to it.
    alias: {
      '@livephoto/browser': join(browser, 'index.js'),
      '@livephoto/browser/capture/messages': join(browser, 'capture/messages/messages.js'),
      '@livephoto/browser/capture/register': join(browser, 'capture/register.js'),
      '@livephoto/browser/capture': join(browser, 'capture/index.js'),
    },
    // The parts that two of its entries share do nothing by themselves.
    logOverride: { 'ignored-bare-import': 'silent' },
    // What only some visitors need comes when they need it.
    splitting: true,
    chunkNames: '[name]-[hash]',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'file', '.svg': 'file' },
    sourcemap: 'linked',
    metafile: true,
    logLevel: quiet ? 'warning' : 'info',
  });
  await copySamples();
  const font = join(folder, 'node_modules/@fontsource-variable/inter');
  await copyFile(join(font, 'LICENSE'), join(target, 'inter-license.txt'));
  const names = [
    ...Object.keys(metafile.outputs).map((path) => basename(path)),
    await copyScalar(join(folder, 'node_modules/@scalar/api-reference'), target),
  ];
  const find = (pattern) => `/studio/${names.find((name) => pattern.test(name))}`;
  for (const [source, script] of [
    ['src/page/index.html', 'main'],
    ['src/reference/reference.html', 'reference'],
    ['src/capture/capture.html', 'capture'],
  ]) {
    const html = await readFile(join(folder, source), 'utf8');
    await writeFile(
      join(target, basename(source)),
      html
        .replace(`./${script}.css`, find(new RegExp(`^${script}-.*\\.css$`)))
        .replace('./scalar.js', find(/^scalar-.*\.js$/))
        .replace(new RegExp(`\\./${script}\\.tsx?`), find(new RegExp(`^${script}-.*\\.js$`)))
        .replace('./icon.svg', find(/^icon-.*\.svg$/)),
    );
  }
}

/** What visitors may try. */
const samples = ['selfie.jpg', 'masked.jpg', 'sunglasses.jpg', 'no-face.jpg'];

/** The sample photos of this tree, where `pnpm samples` made them. They lie beside the page's folder, which is all that is published. */
async function copySamples() {
  const to = join(folder, 'dist/samples');
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  for (const name of samples) {
    const from = join(folder, '../../samples', name);
    if (existsSync(from)) await copyFile(from, join(to, name));
  }
}
