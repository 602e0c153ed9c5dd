/** What can be wrong with a database file, as opposed to a statement. Imports nothing: the file's thread loads it too. */

/**
 * `busy`: another process holds it. `full`: no room. `io`: the disk failed. `readonly`: it may not be written.
 * `unusable`: it cannot be opened, or is no database.
 */
export type FaultKind = 'busy' | 'full' | 'io' | 'readonly' | 'unusable';

/** By SQLite's primary result codes, and by its sentences, since Deno tells no codes. */
const faults: readonly (readonly [code: number, sentence: RegExp, kind: FaultKind])[] = [
  [5, /database is locked/, 'busy'],
  [6, /table is locked/, 'busy'],
  [13, /database or disk is full/, 'full'],
  [10, /disk I\/O error/, 'io'],
  [8, /attempt to write a readonly database/, 'readonly'],
  [14, /unable to open database file/, 'unusable'],
  [11, /database disk image is malformed/, 'unusable'],
  [26, /file is not a database/, 'unusable'],
  [7, /out of memory/, 'unusable'],
];

/** SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log. */
const noRoomForIndex = 4874;

/** @returns undefined for an error that is the statement's own. */
export function faultOf(error: unknown): FaultKind | undefined {
  const { errcode, message } = error as { errcode?: number; message?: string };
  if (errcode === noRoomForIndex) return 'full';
  for (const [code, sentence, kind] of faults) {
    if (errcode === undefined ? sentence.test(message ?? '') : (errcode & 0xff) === code) return kind;
  }
  return undefined;
}
