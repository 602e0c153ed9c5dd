/** Builds every model and asset with its manifest: fetch, convert, simplify, compare with the hashes that are expected. */
import { createHash } from 'node:crypto';
import type { AssetEntry, ModelEntry, ModelManifest, TensorSpec } from '@livephoto/models';
import { encodeOnnx } from './onnx/codec.ts';
import { createEvaluate } from './onnx/evaluate.ts';
import type { GraphValue } from './onnx/graph.ts';
import { simplify } from './onnx/simplify.ts';
import { assetRecipes, type ModelRecipe, modelRecipes } from './recipes.ts';
import { SourceError } from './sources/errors.ts';
import { loadOriginals, type Origin, type Originals, type OriginalsOptions } from './sources/originals.ts';
import { writeFiles } from './write-files.ts';

export interface Built {
  readonly manifest: ModelManifest;
  /** Files by name, as they were written. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** @throws {SourceError} when a source cannot be had or the result is not the expected one. */
export async function buildModels(options: OriginalsOptions): Promise<Built> {
  const origins = [
    ...modelRecipes.flatMap(({ origin, beside = [] }) => [origin, ...beside]),
    ...assetRecipes.map(({ origin }) => origin),
  ];
  const originals = await loadOriginals(origins, options);
  const evaluate = await createEvaluate();
  const files = new Map<string, Uint8Array>();

  const models: ModelEntry[] = [];
  for (const recipe of modelRecipes) {
    options.progress.step(recipe.name);
    const simple = await simplify(
      {
        ...recipe.read(originals.bytes(recipe.origin), ...(recipe.beside ?? []).map(originals.bytes)),
        name: recipe.name,
      },
      evaluate,
      recipe.deadShare,
    );
    const stored = recipe.store(simple);
    const graph = recipe.inputShape
      ? { ...stored, inputs: [{ ...stored.inputs[0]!, shape: recipe.inputShape }] }
      : stored;
    const bytes = encodeOnnx(graph);
    const specs = (values: readonly GraphValue[]) => values.map((value) => tensorSpec(value, recipe.tensors));
    files.set(`${recipe.name}.onnx`, bytes);
    models.push({
      ...entry(recipe, `${recipe.name}.onnx`, bytes, originals),
      inputs: specs(graph.inputs),
      outputs: specs(graph.outputs),
    });
  }

  const assets: AssetEntry[] = assetRecipes.map((recipe) => {
    const bytes = new TextEncoder().encode(JSON.stringify(recipe.convert(originals.bytes(recipe.origin))));
    files.set(`${recipe.name}.json`, bytes);
    return entry(recipe, `${recipe.name}.json`, bytes, originals);
  });
  return { manifest: { version: 1, models, assets }, files };
}

/** Writes the files, the manifest last, so that a manifest never lists what is not there. */
export async function writeModels({ manifest, files }: Built, folder: URL): Promise<void> {
  await writeFiles([...files, ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`]], folder);
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
    `The build differs from packages/models/src/model-hashes.json, so nothing was written: ${list}. If a source or the conversion was changed on purpose, run "pnpm models build --accept" and commit the new hashes`,
  );
}

/** Hex sha256 by file name. */
export function hashesOf({ manifest }: Built): Record<string, string> {
  return Object.fromEntries(
    [...manifest.models, ...manifest.assets].map(({ file, sha256 }) => [file, sha256]),
  );
}

function entry<Name extends string>(
  { name, origin }: { readonly name: Name; readonly origin: Origin },
  file: string,
  bytes: Uint8Array,
  originals: Originals,
) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, file, sha256, size: bytes.length, ...originals.describe(origin) };
}

function tensorSpec({ name, shape = [] }: GraphValue, described: ModelRecipe['tensors']): TensorSpec {
  return { name, shape, ...described[name] };
}
