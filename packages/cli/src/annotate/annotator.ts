/** Writes annotated pictures into a folder, one file a photo. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InspectionReport, LivePhotoError } from '@livephoto/core';
import { makeFolder } from '@livephoto/worker-runtime/folders';
import { drawAnnotation } from './draw-annotation.ts';
import { createFileNames } from './file-names.ts';
import { registerFonts } from './fonts.ts';
import type { SeenPicture } from './picture.ts';

export interface Annotator {
  /**
   * Draws what was seen and writes it.
   * @returns the path written.
   * @throws {LivePhotoError} `invalid_request` (param `annotate`) when it cannot be written.
   */
  write(photo: string, report: InspectionReport, seen: SeenPicture): Promise<string>;
}

/**
 * @param folder is created when it is missing.
 * @throws {LivePhotoError} `invalid_request` (param `annotate`) when it cannot be.
 */
export async function createAnnotator(folder: string): Promise<Annotator> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw cannotWrite(`The folder ${folder} for annotated pictures cannot be created`, error);
  }
  registerFonts();
  const fileName = createFileNames();
  return {
    async write(photo, report, seen) {
      const path = join(folder, fileName(photo));
      const png = drawAnnotation(photo, report, seen);
      // Under another name first: an interrupted run leaves no half picture.
      const unfinished = join(folder, `.${randomUUID()}.tmp`);
      try {
        await writeFile(unfinished, png);
        await rename(unfinished, path);
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => {});
        throw cannotWrite(`The annotated picture ${path} cannot be written`, error);
      }
      return path;
    },
  };
}

function cannotWrite(what: string, cause: unknown): LivePhotoError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
  return new LivePhotoError('invalid_request', `${what} (${code}): choose another folder for --annotate`, {
    param: 'annotate',
    cause,
  });
}
