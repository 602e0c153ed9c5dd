/** Reads `calibrate --labels`: which photos are genuine captures and which are attacks. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { parse } from 'csv-parse/sync';
import { fileError } from './file-error.ts';

export interface LabelledPhoto {
  /** As the file names it. */
  readonly name: string;
  readonly path: string;
  readonly genuine: boolean;
  readonly group: string;
}

const genuineOf: Readonly<Record<string, boolean>> = {
  real: true,
  genuine: true,
  spoof: false,
  attack: false,
};

/**
 * The rows of a CSV file with the columns `path` (relative to the file), `label` (`real` or `spoof`) and, if wanted,
 * `group`: the person or session. The labels of `pnpm bench accuracy` fit too: of theirs the `liveness` rows are taken,
 * and `subject` and `weak` in `extra` are heeded. A photo without a group is one of its own.
 * @throws {LivePhotoError} `invalid_request` (param `labels`), `resource_not_found`.
 */
export async function readLabels(file: string): Promise<LabelledPhoto[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { type, message } = fileError(file, error);
    throw new LivePhotoError(type, `The labels file ${file}: ${message}`, { param: 'labels', cause: error });
  }
  return parseLabels(text, file);
}

/** @param where names the file in errors; paths are relative to its folder. */
export function parseLabels(text: string, where: string): LabelledPhoto[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (cause) {
    throw invalid(`The labels file ${where} is not CSV: ${(cause as Error).message}`, cause);
  }
  const photos: LabelledPhoto[] = [];
  for (const [index, row] of rows.entries()) {
    const { path, label, category, group, extra } = row;
    if (path === undefined || label === undefined) {
      throw invalid(`The labels file ${where} needs the columns path and label`);
    }
    if (category !== undefined && category !== 'liveness') continue;
    const genuine = Object.hasOwn(genuineOf, label) ? genuineOf[label] : undefined;
    if (genuine === undefined) {
      throw invalid(
        `The labels file ${where}, photo ${index + 1}: the label must be real or spoof, not '${label}'`,
      );
    }
    const { subject, weak } = readExtra(extra, `${where}, photo ${index + 1}`);
    if (weak === true) continue;
    photos.push({
      name: path,
      path: resolve(dirname(where), path),
      genuine,
      group: group || (subject === undefined ? path : `${dirname(path)}/${String(subject)}`),
    });
  }
  return photos;
}

function readExtra(text: string | undefined, where: string): { subject?: unknown; weak?: unknown } {
  if (!text) return {};
  try {
    return (JSON.parse(text) ?? {}) as { subject?: unknown; weak?: unknown };
  } catch (cause) {
    throw invalid(`The labels file ${where}: extra is not JSON`, cause);
  }
}

function invalid(message: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'labels', cause });
}
