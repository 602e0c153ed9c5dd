/** Models read from the folder that `pnpm models build` fills. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError, type ModelSource } from '@livephoto/core';
import type { AssetName, ModelManifest, ModelName } from '@livephoto/models';

/** The `dist` folder of the installed `@livephoto/models`. */
export function defaultModelFolder(): string {
  return fileURLToPath(new URL('../dist/', import.meta.resolve('@livephoto/models')));
}

/**
 * @param folder Holds `manifest.json` and the files that it names.
 * @throws {LivePhotoError} `model_missing`, from both methods, with the command that builds the models.
 */
export function createFileModelSource(folder: string = defaultModelFolder()): ModelSource {
  const read = async (file: string): Promise<Buffer> => {
    const path = join(folder, file);
    return readFile(path).catch((cause) => {
      throw new LivePhotoError(
        'model_missing',
        `The model file ${path} cannot be read: run 'pnpm models build' to make it`,
        { cause },
      );
    });
  };
  let manifest: Promise<ModelManifest> | undefined;
  const loadManifest = () => {
    manifest ??= read('manifest.json').then((bytes) =>
      parseManifest(bytes.toString('utf8'), join(folder, 'manifest.json')),
    );
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
          `The manifest in ${folder} does not list '${name}': run 'pnpm models build'`,
        );
      }
      return read(entry.file);
    },
  };
}

/** @throws {LivePhotoError} `model_invalid`, naming `path`, when the text is no manifest of this version. */
function parseManifest(text: string, path: string): ModelManifest {
  let cause: unknown;
  try {
    const manifest = JSON.parse(text) as ModelManifest | null;
    if (manifest?.version === 1 && Array.isArray(manifest.models) && Array.isArray(manifest.assets)) {
      return manifest;
    }
  } catch (error) {
    cause = error;
  }
  throw new LivePhotoError('model_invalid', `${path} is damaged: run 'pnpm models build' again`, { cause });
}
