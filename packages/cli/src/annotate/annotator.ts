/** Writes annotated pictures into a folder, one file a photo. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type InspectionReport, LivePhotoError } from '@livephoto/core';
import { makeFolder } from '@livephoto/worker-runtime/folders';
import { drawAnnotation } from './draw-annotation.ts';
import { createFileNames } from './file-names.ts';
import { registerFonts } from './fonts.ts';
import type { SeenPicture } from './picture.ts';

/**
 * @param folder is created when it is missing.
 * @returns where the picture of a photo goes, none over another of this run.
 * @throws {LivePhotoError} `invalid_request` (param `annotate`) when the folder cannot be created.
 */
export async function createPicturePaths(folder: string): Promise<(photo: string) => string> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw cannotWrite(`The folder ${folder} for annotated pictures cannot be created`, error);
  }
  const fileName = createFileNames();
  return (photo) => join(folder, fileName(photo));
}

/**
 * Draws what was seen of a photo and writes it.
 * @throws {LivePhotoError} `invalid_request` (param `annotate`) when it cannot be written.
 */
export async function writePicture(
  path: string,
  photo: string,
  report: InspectionReport,
  seen: SeenPicture,
): Promise<void> {
  registerFonts();
  const png = drawAnnotation(photo, report, seen);
  // Under another name first: an interrupted run leaves no half picture.
  const unfinished = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    await writeFile(unfinished, png);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw cannotWrite(`The annotated picture ${path} cannot be written`, error);
  }
}

function cannotWrite(what: string, cause: unknown): LivePhotoError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
  return new LivePhotoError('invalid_request', `${what} (${code}): choose another folder for --annotate`, {
    param: 'annotate',
    cause,
  });
}
