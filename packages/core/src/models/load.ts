/** Gets models from a source, makes sure that they are what the manifest says, and hands them to a backend. */
import type { AssetEntry, AssetName, ModelEntry, ModelManifest, ModelName } from '@livephoto/models';
import { LivePhotoError } from '../errors.ts';
import type { InferenceBackend, InferenceModel, ModelSource } from '../ports.ts';
import { widenWeights } from './widen-weights.ts';

/**
 * The bytes of one file that the manifest lists.
 * @throws {LivePhotoError} `model_missing` when the manifest does not list it, `model_invalid` when its hash is another.
 */
async function verifiedBytes(
  source: ModelSource,
  entry: ModelEntry | AssetEntry | undefined,
  name: ModelName | AssetName,
): Promise<Uint8Array> {
  if (entry === undefined) {
    throw new LivePhotoError(
      'model_missing',
      `The model manifest does not list '${name}': run 'pnpm models build'`,
    );
  }
  const bytes = await source.bytes(name);
  const found = await sha256(bytes);
  if (found !== entry.sha256) {
    throw new LivePhotoError(
      'model_invalid',
      `The file of model '${name}' is not the one that the manifest describes (sha256 ${found}, expected ${entry.sha256}): run 'pnpm models build' again`,
    );
  }
  return bytes;
}

/** Lower-case hex. */
async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function loadModel(
  source: ModelSource,
  manifest: ModelManifest,
  name: ModelName,
  backend: InferenceBackend,
): Promise<InferenceModel> {
  const entry = manifest.models.find((model) => model.name === name);
  return backend.load(widened(await verifiedBytes(source, entry, name), name));
}

export async function loadAsset(
  source: ModelSource,
  manifest: ModelManifest,
  name: AssetName,
): Promise<Uint8Array> {
  const entry = manifest.assets.find((asset) => asset.name === name);
  return verifiedBytes(source, entry, name);
}

function widened(bytes: Uint8Array, name: ModelName): Uint8Array {
  try {
    return widenWeights(bytes);
  } catch (cause) {
    throw new LivePhotoError('model_invalid', `The file of model '${name}' is no ONNX file`, { cause });
  }
}
