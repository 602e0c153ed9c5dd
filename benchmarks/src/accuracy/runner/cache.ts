/** What was observed so far, on disk, one JSON line per photo: an interrupted run goes on where it stopped. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observation } from './observation.ts';

export interface Cache {
  /** @param key names the photo's bytes and what was asked about them */
  get(key: string): Observation | undefined;
  /** On disk when it returns. Accidents (a worker that died or was too slow) are not kept: they may not happen again. */
  set(key: string, observation: Observation): void;
  close(): void;
}

const accidents: ReadonlySet<string> = new Set(['inference_failed', 'inspection_aborted']);

/** How many caches of older code or models are kept. */
const kept = 10;

/**
 * @param folder where caches lie; made if need be
 * @param fingerprint names everything but the photo that an observation depends on: another fingerprint is another cache
 */
export async function openCache(folder: string, fingerprint: string): Promise<Cache> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${fingerprint}.jsonl`);
  await forgetOld(folder, path);
  const known = existsSync(path) ? readLines(readFileSync(path, 'utf8')) : new Map<string, Observation>();
  const file = openSync(path, 'a');
  // A line cut off by a crash must not swallow the one that follows.
  writeSync(file, '\n');
  return {
    get: (key) => known.get(key),
    set(key, observation) {
      if (observation.error && accidents.has(observation.error.type)) return;
      known.set(key, observation);
      writeSync(file, `${JSON.stringify({ key, ...observation })}\n`);
    },
    close: () => closeSync(file),
  };
}

/** Remembers for as long as it lives. */
export function memoryCache(): Cache {
  const known = new Map<string, Observation>();
  return { get: (key) => known.get(key), set: (key, value) => void known.set(key, value), close() {} };
}

function readLines(text: string): Map<string, Observation> {
  const known = new Map<string, Observation>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const { key, ...observation } = JSON.parse(line);
      known.set(key, observation);
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
