/** Reads the CSV that says what labelled photos truly show. */
import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { CsvError, parse } from 'csv-parse/sync';

/** The inspection that a row is for, and the labels it may have. */
export const categories = {
  faces: ['zero', 'single', 'multi'],
  orientation: ['pose'],
  obstruction: ['clear', 'obstructed'],
  liveness: ['real', 'spoof'],
} as const;

export type Category = keyof typeof categories;
export const categoryNames = Object.keys(categories) as Category[];

/** `firm`: the label is sure and the photo as it was taken. `weak`: the label is unsure. `made`: the photo is derived or synthetic. */
export type Standing = 'firm' | 'weak' | 'made';
export const standings: readonly Standing[] = ['firm', 'weak', 'made'];

/** The column `extra`, as far as it is read. */
export interface Extra {
  readonly weak?: boolean;
  readonly derived?: boolean;
  readonly synthetic?: boolean;
  /** faces: how many, or `2+`. */
  readonly faces?: number | string;
  /** orientation: degrees. */
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
  /** obstruction: what covers the face; what is worn and does not. */
  readonly occlusion?: string;
  readonly accessory?: string;
  /** liveness: presentation attack instrument species, and what it was shown with. */
  readonly attack?: string;
  readonly device?: string;
  readonly medium?: string;
  /** The person: photos of one person are not independent. */
  readonly subject?: string;
  /** liveness: the chain of capture (camera, room, makers of the attacks), where the folder does not tell. */
  readonly family?: string;
}

export interface LabelledPhoto {
  /** As in the CSV. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  /** The folder that the photo lies in, or its repository where all lie in one folder. */
  readonly source: string;
  readonly repository: string;
  readonly category: Category;
  readonly label: string;
  readonly extra: Extra;
  readonly standing: Standing;
}

export interface Labels {
  readonly photos: readonly LabelledPhoto[];
  /** Rows of categories that no inspection is scored on, by category. */
  readonly unscored: Readonly<Record<string, number>>;
  /** The CSV's bytes, for its hash. */
  readonly bytes: Uint8Array;
}

const columns = ['path', 'source_repo', 'license_or_terms', 'category', 'label', 'extra'] as const;
type Row = Record<(typeof columns)[number], string>;

/**
 * @param file the CSV; paths in it are relative to its folder
 * @throws {LivePhotoError} `invalid_request` (param `labels`) naming the line, the column or the photo that is wrong
 */
export async function readLabels(file: string): Promise<Labels> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw invalid(
      cause.code === 'ENOENT'
        ? `There is no labels file at ${resolve(file)}; pass the path of a CSV with the columns ${columns.join(', ')}`
        : `The labels file ${resolve(file)} cannot be read (${cause.code ?? cause.message})`,
      cause,
    );
  });
  const rows = parseRows(bytes, file);
  const folder = dirname(resolve(file));
  const photos: LabelledPhoto[] = [];
  const unscored: Record<string, number> = {};
  for (const { record, line } of rows) {
    const photo = readRow(record, `${file}, line ${line}`, folder);
    if (photo) photos.push(photo);
    else unscored[record.category] = (unscored[record.category] ?? 0) + 1;
  }
  if (photos.length === 0) {
    throw invalid(`${file} has no row of a category that can be scored (${categoryNames.join(', ')})`);
  }
  await expectPhotos(photos, file);
  return { photos, unscored, bytes };
}

function parseRows(bytes: Uint8Array, file: string): { record: Row; line: number }[] {
  let parsed: { record: Row; info: { lines: number } }[];
  try {
    parsed = parse(bytes, {
      bom: true,
      columns: (header: string[]) => {
        const missing = columns.filter((column) => !header.includes(column));
        if (missing.length > 0) {
          throw invalid(
            `${file} lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}; its first line must name ${columns.join(', ')}`,
          );
        }
        return header;
      },
      info: true,
      skip_empty_lines: true,
    }) as unknown as typeof parsed;
  } catch (error) {
    if (error instanceof CsvError) throw invalid(`${file} is not a well-formed CSV: ${error.message}`, error);
    throw error;
  }
  return parsed.map(({ record, info }) => ({ record, line: info.lines }));
}

/** Undefined for a category that is not scored. */
function readRow(row: Row, where: string, folder: string): LabelledPhoto | undefined {
  if (!isCategory(row.category)) return undefined;
  const labels: readonly string[] = categories[row.category];
  if (!labels.includes(row.label)) {
    throw invalid(`${where}: '${row.label}' is no label of ${row.category}; use ${labels.join(' or ')}`);
  }
  if (row.path === '') throw invalid(`${where}: the path is empty`);
  const extra = readExtra(row, where);
  const parent = basename(dirname(row.path));
  return {
    path: row.path,
    file: join(folder, row.path),
    source: parent === '' || parent === '.' ? row.source_repo || '(no source)' : parent,
    repository: row.source_repo,
    category: row.category,
    label: row.label,
    extra,
    standing: extra.weak ? 'weak' : extra.derived || extra.synthetic ? 'made' : 'firm',
  };
}

function readExtra({ extra: text, category }: Row, where: string): Extra {
  let extra: unknown;
  try {
    extra = text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw invalid(`${where}: the column extra is not JSON: ${text.slice(0, 60)}`, cause);
  }
  if (typeof extra !== 'object' || extra === null || Array.isArray(extra)) {
    throw invalid(`${where}: the column extra must hold a JSON object`);
  }
  const read: Extra = extra;
  if (category === 'orientation' && (typeof read.yaw !== 'number' || typeof read.pitch !== 'number')) {
    throw invalid(`${where}: a row of orientation needs extra.yaw and extra.pitch in degrees`);
  }
  if (read.family !== undefined && (typeof read.family !== 'string' || read.family === '')) {
    throw invalid(`${where}: extra.family must be a name`);
  }
  return read;
}

async function expectPhotos(photos: readonly LabelledPhoto[], file: string): Promise<void> {
  const there = await Promise.all(
    photos.map((photo) =>
      access(photo.file).then(
        () => true,
        () => false,
      ),
    ),
  );
  const missing = photos.filter((_, index) => !there[index]);
  if (missing.length > 0) {
    throw invalid(
      `${missing.length} of ${photos.length} photos that ${file} names are not there, the first being ${missing[0]!.file}; paths are relative to the CSV's folder`,
    );
  }
}

function isCategory(name: string): name is Category {
  return Object.hasOwn(categories, name);
}

function invalid(message: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'labels', cause });
}
