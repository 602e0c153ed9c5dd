/** Reads scores that another program has given to photos: a fit of one's own, judged as the product's is. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import type { LabelledPhoto } from '../labels/labels.ts';
import type { Variant } from './left-out-logits.ts';

/**
 * @param file one JSON object a line: `path` as in the labels, `score` (higher is more genuine) by a fit without the
 * photo's family; with `without`, by a fit that lacked this species as well
 * @throws {LivePhotoError} `invalid_request` (param `scores`) naming the line
 */
export async function readScores(file: string, photos: readonly LabelledPhoto[]): Promise<Variant> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw invalid(`${file} cannot be read (${cause.code ?? cause.message})`, cause);
  });
  const places = new Map(photos.map(({ path }, i) => [path, i]));
  const empty = () => photos.map((): number | undefined => undefined);
  const logits = empty();
  const withoutSpecies = new Map<string, (number | undefined)[]>();
  for (const [number, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const { path, score, without } = readLine(line, `${file}, line ${number + 1}`);
    const place = places.get(path);
    if (place === undefined) {
      throw invalid(`${file}, line ${number + 1}: the labels have no row of liveness for ${path}`);
    }
    const row = without === undefined ? logits : (withoutSpecies.get(without) ?? empty());
    if (row[place] !== undefined) {
      throw invalid(`${file}, line ${number + 1}: there was a score for ${path} before`);
    }
    row[place] = score;
    if (without !== undefined) withoutSpecies.set(without, row);
  }
  if (logits.every((score) => score === undefined)) {
    throw invalid(
      `${file} has no score of a fit without the photo's family: lines of {"path": …, "score": …}`,
    );
  }
  return { name: basename(file), unfitted: false, logits, withoutSpecies };
}

interface Line {
  readonly path: string;
  readonly score: number;
  readonly without?: string;
}

function readLine(line: string, where: string): Line {
  let read: Partial<Record<keyof Line, unknown>>;
  try {
    read = JSON.parse(line) ?? {};
  } catch (cause) {
    throw invalid(`${where} is not JSON: ${line.slice(0, 60)}`, cause);
  }
  const { path, score, without } = read;
  if (typeof path !== 'string') throw invalid(`${where}: path must be a photo's, as in the labels`);
  if (typeof score !== 'number' || !Number.isFinite(score)) throw invalid(`${where}: score must be a number`);
  if (without === undefined) return { path, score };
  if (typeof without !== 'string' || without === '') throw invalid(`${where}: without must be a species`);
  return { path, score, without };
}

function invalid(message: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'scores', cause });
}
