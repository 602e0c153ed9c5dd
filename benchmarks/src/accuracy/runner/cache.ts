/** What was observed so far, on disk, one JSON line per photo: an interrupted run goes on where it stopped. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Cache<T extends object> {
  /** @param key names the photo's bytes and what was asked about them */
  get(key: string): T | undefined;
  /** On disk when it returns, unless it is not worth keeping. */
  set(key: string, value: T): void;
  close(): void;
}

/** How many caches of older code or models are kept. */
const kept = 10;

/**
 * @param folder where caches lie; made if need be
 * @param fingerprint names everything but the photo that an observation depends on: another fingerprint is another cache
 * @param isLasting what may come out otherwise next time is not kept
 */
export async function openCache<T extends object>(
  folder: string,
  fingerprint: string,
  isLasting: (value: T) => boolean = () => true,
): Promise<Cache<T>> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${fingerprint}.jsonl`);
  await forgetOld(folder, path);
  const known = existsSync(path) ? readLines<T>(readFileSync(path, 'utf8')) : new Map<string, T>();
  const file = openSync(path, 'a');
  // A line cut off by a crash must not swallow the one that follows.
  writeSync(file, '\n');
  return {
    get: (key) => known.get(key),
    set(key, value) {
      if (!isLasting(value)) return;
      known.set(key, value);
      writeSync(file, `${JSON.stringify({ key, ...value })}\n`);
    },
    close: () => closeSync(file),
  };
}

/** Remembers for as long as it lives. */
export function memoryCache<T extends object>(): Cache<T> {
  const known = new Map<string, T>();
  return { get: (key) => known.get(key), set: (key, value) => void known.set(key, value), close() {} };
}

function readLines<T extends object>(text: string): Map<string, T> {
  const known = new Map<string, T>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const { key, ...value } = JSON.parse(line);
      known.set(key, value);
    } catch {
      // The last line of an interrupted run: its photo is inspected again.
    }
  }
  return known;
}

async function forgetOld(folder: string, current: string): Promise<void> {
  const files = (await readdir(folder))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(folder, name))
    .filter((path) => path !== current);
  const dated = await Promise.all(files.map(async (path) => ({ path, time: (await stat(path)).mtimeMs })));
  dated.sort((a, b) => b.time - a.time);
  await Promise.all(dated.slice(kept).map(({ path }) => rm(path, { force: true })));
}
