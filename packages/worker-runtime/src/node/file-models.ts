/** Models read from the folder that `pnpm models build` fills. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError, type ModelSource } from '@livephoto/core';
import { createFolderModelSource } from '../model-folder.ts';

/** The `dist` folder of the installed `@livephoto/models`. */
export function defaultModelFolder(): string {
  return fileURLToPath(new URL('../dist/', import.meta.resolve('@livephoto/models')));
}

/**
 * @param folder Holds `manifest.json` and the files that it names.
 * @throws {LivePhotoError} `model_missing`, from both methods, with the command that builds the models.
 */
export function createFileModelSource(folder: string = defaultModelFolder()): ModelSource {
  const locate = (file: string) => join(folder, file);
  return createFolderModelSource({
    name: folder,
    locate,
    read: (file) =>
      readFile(locate(file)).catch((cause) => {
        throw new LivePhotoError(
          'model_missing',
          `The model file ${locate(file)} cannot be read: run 'pnpm models build' to make it`,
          { cause },
        );
      }),
  });
}
