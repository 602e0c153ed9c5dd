/** Gets models from a source, and makes sure that they are what the manifest says. */
import type { AssetEntry, AssetName, ModelEntry, ModelManifest, ModelName } from '@livephoto/models';
import { LivePhotoError } from '../contract/errors.ts';
import type { ModelSource } from '../contract/ports.ts';

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

/**
 * Holds a manifest against hashes that are part of the code.
 * @param hashes File name to SHA-256, lower-case hex.
 * @throws {LivePhotoError} `model_invalid` naming the first file that should be another one.
 */
export function assertPinned(
  { models, assets }: ModelManifest,
  hashes: Readonly<Record<string, string>>,
): void {
  const other = [...models, ...assets].find(({ file, sha256 }) => hashes[file] !== sha256);
  if (other === undefined) return;
  throw new LivePhotoError(
    'model_invalid',
    `The manifest lists another '${other.file}' than this version of livephoto was made with: run 'pnpm models build' again, or install the models of the same version`,
  );
}

export async function readModel(
  source: ModelSource,
  manifest: ModelManifest,
  name: ModelName,
): Promise<Uint8Array> {
  const entry = manifest.models.find((model) => model.name === name);
  return verifiedBytes(source, entry, name);
}

export async function loadAsset(
  source: ModelSource,
  manifest: ModelManifest,
  name: AssetName,
): Promise<Uint8Array> {
  const entry = manifest.assets.find((asset) => asset.name === name);
  return verifiedBytes(source, entry, name);
}
