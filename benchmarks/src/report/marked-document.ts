/** Writes into a place of a Markdown document that two marks bound; what stands around them is never touched. */
import { readFile, writeFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';

export interface Place {
  /** Lines of their own: HTML comments. */
  readonly start: string;
  readonly end: string;
  /** What is written there: `figures`. */
  readonly what: string;
  /** Of the option that names the document. */
  readonly param: string;
  /** First line of a document that is not there yet. */
  readonly heading: string;
}

/** Puts `text` between the marks of the document at `path`, or makes that document. */
export async function writeBetween(path: string, place: Place, text: string): Promise<void> {
  const marked = `${place.start}\n\n${text}\n\n${place.end}`;
  const document = await readIfThere(path);
  if (document === undefined) return writeFile(path, `${place.heading}\n\n${marked}\n`);
  const [start, end] = marksOf(document, path, place);
  await writeFile(path, document.slice(0, start) + marked + document.slice(end));
}

/** What stands between the marks; empty where there is no document. */
export async function readBetween(path: string, place: Place): Promise<string> {
  const document = await readIfThere(path);
  return document === undefined ? '' : document.slice(...marksOf(document, path, place));
}

/**
 * Makes sure, before a long run, that what comes of it has a place: a document without marks is never overwritten.
 * @throws {LivePhotoError} `invalid_request` (param as the place says)
 */
export async function assertPlace(path: string, place: Place): Promise<void> {
  const document = await readIfThere(path);
  if (document !== undefined) marksOf(document, path, place);
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Where the place starts and ends. */
function marksOf(document: string, path: string, place: Place): [start: number, end: number] {
  const start = document.indexOf(place.start);
  const end = document.indexOf(place.end, start);
  if (start < 0 || end < 0) {
    throw new LivePhotoError(
      'invalid_request',
      `${path} is there and has no place for the ${place.what}: put the lines ${place.start} and ${place.end} into it, or name another file`,
      { param: place.param },
    );
  }
  return [start, end + place.end.length];
}
