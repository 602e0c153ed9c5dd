/** Core runs anywhere because it takes nothing from a runtime but what `globals.d.ts` lists: this holds it to that. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';

const sources = fileURLToPath(new URL('../../packages/core/src/', import.meta.url));

/** Packages that core may import, by whole name or by the part before a `/`. */
const allowedPackages = [
  'onnxruntime-web',
  'onnxruntime-common',
  '@livephoto/models',
  'fflate/browser',
  'cborg',
];

/** Names of the DOM, the network, the file system and of single runtimes. */
const forbiddenGlobals = [
  'BroadcastChannel',
  'Buffer',
  'Bun',
  'Deno',
  'DecompressionStream',
  'EventSource',
  'FileReader',
  'HTMLElement',
  'Image',
  'ImageData',
  'OffscreenCanvas',
  'Request',
  'Response',
  'SharedWorker',
  'WebSocket',
  'Worker',
  'XMLHttpRequest',
  '__dirname',
  '__filename',
  'caches',
  'createImageBitmap',
  'document',
  'fetch',
  'global',
  'globalThis',
  'importScripts',
  'indexedDB',
  'localStorage',
  'location',
  'navigator',
  'postMessage',
  'process',
  'require',
  'self',
  'sessionStorage',
  'window',
];

const mark = 'forbidden_global_';

/**
 * What sources import from outside, and which forbidden globals they mention. esbuild parses and resolves them: it
 * renames a global only where the name is not a variable, a property or a word of the source's own.
 *
 * @param given Files of core, or the text of one that is not there.
 */
async function takenFrom(given: readonly string[] | string) {
  const input =
    typeof given === 'string'
      ? { stdin: { contents: given, loader: 'ts' as const, sourcefile: 'probe.ts', resolveDir: sources } }
      : { entryPoints: [...given] };
  const result = await build({
    ...input,
    absWorkingDir: sources,
    bundle: true,
    packages: 'external',
    platform: 'neutral',
    format: 'esm',
    treeShaking: false,
    write: false,
    metafile: true,
    outdir: 'out',
    logLevel: 'silent',
    define: Object.fromEntries(forbiddenGlobals.map((name) => [name, mark + name])),
  });
  const text = result.outputFiles.map((file) => file.text).join('\n');
  const globals = new Set([...text.matchAll(new RegExp(`\\b${mark}(\\w+)`, 'g'))].map((match) => match[1]!));
  return { imports: externalImports(result.metafile), globals: [...globals].sort() };
}

/** `importing file → package`, for every import that esbuild did not resolve to a file of core. */
function externalImports(metafile: Metafile): string[] {
  const found = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ path, external }) => external === true && !isAllowed(path))
      .map(({ path }) => `${file} → ${path}`),
  );
  const outside = Object.keys(metafile.inputs).filter((file) => file.startsWith('..'));
  return [...found, ...outside].sort();
}

function isAllowed(path: string): boolean {
  return allowedPackages.some((name) => path === name || path.startsWith(`${name}/`));
}

function productSources(): string[] {
  return readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(test|d)\.ts$/.test(entry.name))
    .map((entry) => relative(sources, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('testing/'));
}

describe('core', () => {
  it('imports itself, the models and its few libraries, and nothing of a runtime', async () => {
    const files = productSources();
    expect(files).toContain('index.ts');
    expect(files.length).toBeGreaterThan(15);
    expect(await takenFrom(files)).toEqual({ imports: [], globals: [] });
  });

  it.each([
    ['import { readFile } from "node:fs"; readFile;', 'node:fs'],
    ['import fs from "fs"; fs;', 'fs'],
    ['export const load = () => import("node:path");', 'node:path'],
    ['export * from "left-pad";', 'left-pad'],
    ['import { unzlibSync } from "fflate"; unzlibSync;', 'fflate'],
    ['import "onnxruntime-web-extras";', 'onnxruntime-web-extras'],
  ])('would be caught at %s', async (source, path) => {
    expect(await takenFrom(source)).toEqual({ imports: [`probe.ts → ${path}`], globals: [] });
  });

  it.each([
    ['export const page = () => fetch("/");', 'fetch'],
    ['export const title = document.title;', 'document'],
    ['export const far = typeof window;', 'window'],
    ['export const env = process.env.HOME;', 'process'],
    ['export const bytes = Buffer.from([]);', 'Buffer'],
    ['export const hidden = globalThis["fetch"];', 'globalThis'],
    ['const cached = () => new XMLHttpRequest();', 'XMLHttpRequest'],
  ])('would be caught at %s', async (source, name) => {
    expect((await takenFrom(source)).globals).toEqual([name]);
  });

  it('may use the same words for its own things', async () => {
    const source = `
      interface Image { location: string; process(): void }
      const location = { fetch: (document: string) => document };
      export const own = (image: Image) => [location.fetch('window'), image.location, image.process()];
    `;
    expect(await takenFrom(source)).toEqual({ imports: [], globals: [] });
  });
});
