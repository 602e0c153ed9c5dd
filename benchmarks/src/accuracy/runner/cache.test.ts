import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorType } from '@livephoto/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCache } from './cache.ts';
import { isLasting, type Observation } from './observation.ts';

let folder: string;
let place: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-cache-'));
  place = join(folder, 'made');
});
afterAll(() => rm(folder, { recursive: true }));

const error = (type: ErrorType): Observation => ({ error: { type, message: `it was ${type}` } });

describe('openCache', () => {
  it('still knows after it was closed, and another fingerprint knows nothing of it', async () => {
    const first = await openCache<Observation>(place, 'a');
    first.set('photo', error('image_unreadable'));
    expect(first.get('photo')).toEqual(error('image_unreadable'));
    first.close();

    const again = await openCache<Observation>(place, 'a');
    expect(again.get('photo')).toEqual(error('image_unreadable'));
    expect(again.get('other')).toBeUndefined();
    again.close();

    const other = await openCache<Observation>(place, 'b');
    expect(other.get('photo')).toBeUndefined();
    other.close();
  });

  it('loses only the line that an interruption cut off', async () => {
    const cache = await openCache<Observation>(place, 'cut');
    cache.set('whole', error('image_unreadable'));
    cache.close();
    await appendFile(join(folder, 'made/cut.jsonl'), '{"key":"torn","err');

    const again = await openCache<Observation>(place, 'cut');
    expect(again.get('whole')).toBeDefined();
    expect(again.get('torn')).toBeUndefined();
    again.set('next', error('model_invalid'));
    again.close();

    const last = await openCache<Observation>(place, 'cut');
    expect(last.get('next')).toEqual(error('model_invalid'));
    last.close();
  });

  it('does not keep accidents', async () => {
    const cache = await openCache<Observation>(place, 'accidents', isLasting);
    for (const type of ['inference_failed', 'inspection_aborted'] as const) cache.set(type, error(type));
    expect(cache.get('inference_failed')).toBeUndefined();
    cache.close();
    expect((await readFile(join(folder, 'made/accidents.jsonl'), 'utf8')).trim()).toBe('');
  });

  it('forgets the oldest of many caches, never its own', async () => {
    const many = join(folder, 'many');
    (await openCache(many, 'own')).close();
    await utimes(join(many, 'own.jsonl'), 1, 1);
    for (let i = 0; i < 15; i++) {
      await writeFile(join(many, `old-${i}.jsonl`), '');
      await utimes(join(many, `old-${i}.jsonl`), 1000 + i, 1000 + i);
    }
    (await openCache(many, 'own')).close();
    const names = await readdir(many);
    expect(names).toContain('own.jsonl');
    expect(names).toContain('old-14.jsonl');
    expect(names).not.toContain('old-4.jsonl');
    expect(names).toHaveLength(11);
  });
});
