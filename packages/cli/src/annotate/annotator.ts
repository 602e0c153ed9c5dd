/** Writes annotated pictures: one into the file that is named, several into a folder, one file a photo. */
import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { type InspectionReport, LivePhotoError } from '@livephoto/core';
import { makeFolder } from '@livephoto/worker-runtime/folders';
import { isPhotoName } from '../inputs/photo-extensions.ts';
import { drawAnnotation, type PictureType } from './draw-annotation.ts';
import { createFileNames } from './file-names.ts';
import { registerFonts } from './fonts.ts';
import type { SeenPicture } from './picture.ts';

const pictureTypes: Readonly<Record<string, PictureType>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
};

/**
 * @param target a folder, created when it is missing; of a single photo it may be a file, where it has a picture's name and is
 *   no folder.
 * @param photos how many there are.
 * @returns where the picture of a photo goes, none over another of this run.
 * @throws {LivePhotoError} `invalid_request` (param `annotate`) when the folder cannot be created, when the file is there
 *   already, and when it is of a kind that is not written.
 */
export async function createPicturePaths(target: string, photos: number): Promise<(photo: string) => string> {
  const existing = await stat(target).catch(() => undefined);
  const isFile = photos === 1 && isPhotoName(target) && !existing?.isDirectory();
  if (isFile) assertWritable(target, existing !== undefined);
  const folder = isFile ? dirname(target) : target;
  try {
    await makeFolder(folder);
  } catch (error) {
    throw cannotWrite(`The folder ${folder} for annotated pictures cannot be created`, error);
  }
  if (isFile) return () => target;
  const fileName = createFileNames();
  return (photo) => join(folder, fileName(photo));
}

/** What a file's name says is written; and nothing is lost to it: what has such a name may be a photo. */
function assertWritable(path: string, exists: boolean): void {
  const message = exists
    ? `${path} is there already: delete it, or choose another name for --annotate`
    : typeOf(path)
      ? undefined
      : `${path}: annotated pictures are written as ${Object.keys(pictureTypes).join(', ')}: choose another name for --annotate`;
  if (message !== undefined) throw new LivePhotoError('invalid_request', message, { param: 'annotate' });
}

function typeOf(path: string): PictureType | undefined {
  return pictureTypes[extname(path).toLowerCase()];
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
  const picture = drawAnnotation(photo, report, seen, typeOf(path));
  // Under another name first: an interrupted run leaves no half picture.
  const unfinished = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    await writeFile(unfinished, picture);
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
