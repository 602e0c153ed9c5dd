/** Models out of a folder with a manifest, whatever the folder is: files, URLs, objects in a bucket. */
import { LivePhotoError, type ModelSource } from '@livephoto/core';
import type { AssetName, ModelManifest, ModelName } from '@livephoto/models';

export interface ModelFolder {
  /** As an error message names it. */
  readonly name: string;
  /** @throws {LivePhotoError} `model_missing` when there is no such file. */
  read(file: string): Promise<Uint8Array>;
  /** How an error message names a file. */
  locate(file: string): string;
}

/** @throws {LivePhotoError} from both methods: `model_missing`, or `model_invalid` when the manifest is damaged. */
export function createFolderModelSource(folder: ModelFolder): ModelSource {
  let manifest: Promise<ModelManifest> | undefined;
  const loadManifest = () => {
    manifest ??= folder
      .read('manifest.json')
      .then((bytes) => parseManifest(new TextDecoder().decode(bytes), folder.locate('manifest.json')));
    return manifest;
  };
  return {
    manifest: loadManifest,
    async bytes(name: ModelName | AssetName) {
      const { models, assets } = await loadManifest();
      const entry = [...models, ...assets].find((file) => file.name === name);
      if (entry === undefined) {
        throw new LivePhotoError(
          'model_missing',
          `The manifest in ${folder.name} does not list '${name}': run 'pnpm models build'`,
        );
      }
      return folder.read(entry.file);
    },
  };
}

/** @throws {LivePhotoError} `model_invalid`, naming `place`, when the text is no manifest of this version. */
function parseManifest(text: string, place: string): ModelManifest {
  let cause: unknown;
  try {
    const manifest = JSON.parse(text) as ModelManifest | null;
    if (manifest?.version === 1 && Array.isArray(manifest.models) && Array.isArray(manifest.assets)) {
      return manifest;
    }
  } catch (error) {
    cause = error;
  }
  throw new LivePhotoError('model_invalid', `${place} is damaged: run 'pnpm models build' again`, { cause });
}
