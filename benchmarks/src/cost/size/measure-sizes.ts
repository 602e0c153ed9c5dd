/** Weighs what is shipped: models, WebAssembly, bundles, and every package as npm would publish it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { LivePhotoError } from '@livephoto/core';
import { build } from 'esbuild';
import { type Budget, type Budgeted, budgets, passed } from './budgets.ts';

export type SizeGroup = 'models' | 'WebAssembly' | 'bundles' | 'packages';

/** Bytes. */
export interface Weight {
  readonly raw: number;
  readonly gzip: number;
}

export interface SizeRow {
  readonly group: SizeGroup;
  readonly name: string;
  /** Undefined for what is not built, or not part of this tree. */
  readonly weight: Weight | undefined;
  /** Why there is nothing to weigh. */
  readonly absent?: string;
  readonly budget?: Budget;
  /** In which way it passes its budget. */
  readonly passed: readonly string[];
}

/**
 * @param root of the workspace, built
 * @throws {LivePhotoError} `model_missing` when the models are not built
 */
export async function measureSizes(root: URL): Promise<SizeRow[]> {
  return [
    ...(await modelRows(root)),
    ...(await wasmRows()),
    ...(await bundleRows(root)),
    ...(await packageRows(root)),
  ];
}

/** A row, held against its budget where it has one. */
export function sizeRow(group: SizeGroup, name: string, weight: Weight | string): SizeRow {
  const budget = Object.hasOwn(budgets, name) ? budgets[name as Budgeted] : undefined;
  const found = typeof weight === 'string' ? undefined : weight;
  return {
    group,
    name,
    weight: found,
    ...(typeof weight === 'string' ? { absent: weight } : {}),
    ...(budget ? { budget } : {}),
    passed: budget && found ? passed(found, budget) : [],
  };
}

async function modelRows(root: URL): Promise<SizeRow[]> {
  const folder = new URL('packages/models/dist/', root);
  const manifest = await readFile(new URL('manifest.json', folder), 'utf8').catch((cause) => {
    throw new LivePhotoError('model_missing', "The models are not built: run 'pnpm models build'", { cause });
  });
  const { models, assets } = JSON.parse(manifest) as Record<
    'models' | 'assets',
    { name: string; file: string }[]
  >;
  const rows = await Promise.all(
    [...models, ...assets].map(async ({ name, file }) =>
      sizeRow('models', name, await weigh([fileURLToPath(new URL(file, folder))])),
    ),
  );
  return [...rows, sizeRow('models', 'models, all', sum(rows.map(({ weight }) => weight!)))];
}

async function wasmRows(): Promise<SizeRow[]> {
  const { resolve } = createRequire(import.meta.url);
  return [
    sizeRow(
      'WebAssembly',
      'engine for the networks, WebAssembly',
      await weigh([resolve('@livephoto/core/nets.wasm')]),
    ),
    sizeRow(
      'WebAssembly',
      'image decoder, WebAssembly',
      await weigh([resolve('@livephoto/core/images.wasm')]),
    ),
  ];
}

async function bundleRows(root: URL): Promise<SizeRow[]> {
  const path = (name: string) => fileURLToPath(new URL(name, root));
  const entry = path('packages/browser/dist/index.js');
  const assets = path('packages/browser/dist/assets');
  return [
    sizeRow(
      'bundles',
      'core, bundled and minified',
      await weighBundle(path('packages/core/dist/index.js'), ['onnxruntime-web/*']),
    ),
    sizeRow(
      'bundles',
      'browser entry',
      existsSync(entry)
        ? await weighBundle(entry)
        : 'packages/browser is not built, or not part of this tree',
    ),
    sizeRow(
      'bundles',
      "browser, a first visit's download",
      existsSync(assets) && existsSync(entry)
        ? sum([await weighBundle(entry), await weigh(await firstVisit(assets))])
        : 'packages/browser is not built, or not part of this tree',
    ),
    sizeRow(
      'bundles',
      'browser, files to serve',
      existsSync(assets)
        ? await weigh(await firstVisit(assets))
        : 'packages/browser is not built, or not part of this tree',
    ),
    sizeRow('bundles', 'Workers bundle', await weighWorkersBundle(root)),
  ];
}

/** What the worker of a page fetches over the WebAssembly backend: neither WebGPU's runtime nor source maps. */
async function firstVisit(assets: string): Promise<string[]> {
  const names = await readdir(assets);
  return names
    .filter((name) => !/\.map$|webgpu|asyncify|jsep|jspi/.test(name))
    .map((name) => join(assets, name));
}

/** As it would be uploaded, built by the project's own script. */
async function weighWorkersBundle(root: URL): Promise<Weight | string> {
  const script = new URL('scripts/build-cloudflare.mjs', root);
  if (!existsSync(script)) return 'scripts/build-cloudflare.mjs is not part of this tree';
  const { buildCloudflare } = (await import(script.href)) as {
    buildCloudflare(options: { folder: string }): Promise<unknown>;
  };
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-size-'));
  try {
    await buildCloudflare({ folder });
    return await weigh((await readdir(folder)).map((name) => join(folder, name)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function packageRows(root: URL): Promise<SizeRow[]> {
  const folder = fileURLToPath(new URL('packages/', root));
  const folders = (await readdir(folder))
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, 'package.json')));
  const rows: SizeRow[] = [];
  for (const path of folders.sort()) {
    // What npm publishes, by its own rules; nothing is written, and no script of the package runs.
    const flags = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
    const { stdout } = await promisify(execFile)('npm', flags, { cwd: path, maxBuffer: 64e6 });
    const [packed] = JSON.parse(stdout) as { name: string; size: number; unpackedSize: number }[];
    rows.push(sizeRow('packages', packed!.name, { raw: packed!.unpackedSize, gzip: packed!.size }));
  }
  return rows;
}

/** What loading `entry` costs: it, minified, with all that it imports at once, each file compressed for itself. */
export async function weighBundle(entry: string, external: readonly string[] = []): Promise<Weight> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: 'out',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: [...external],
    logLevel: 'error',
  });
  const wanted = new Set<string>();
  const follow = (name: string) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const { path, kind } of metafile.outputs[name]?.imports ?? []) {
      if (kind === 'import-statement' && path in metafile.outputs) follow(path);
    }
  };
  // What is imported late is an entry point of its own to esbuild, named after its file: only `entry` itself lies in `out/`.
  const [first] = Object.entries(metafile.outputs).filter(
    ([, { entryPoint }]) => entryPoint !== undefined && resolve(entryPoint) === resolve(entry),
  );
  if (first === undefined) throw new Error(`${entry} is not among what was bundled`);
  follow(first[0]);
  const names = [...wanted];
  return sum(
    outputFiles
      .filter(({ path }) => names.some((name) => path.endsWith(name)))
      .map(({ contents }) => weightOf(contents)),
  );
}

/** Files, each compressed for itself, as a server sends them. */
async function weigh(files: readonly string[]): Promise<Weight> {
  return sum(await Promise.all(files.map(async (file) => weightOf(await readFile(file)))));
}

function weightOf(bytes: Uint8Array): Weight {
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

function sum(weights: readonly Weight[]): Weight {
  return {
    raw: weights.reduce((total, { raw }) => total + raw, 0),
    gzip: weights.reduce((total, { gzip }) => total + gzip, 0),
  };
}
