import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabelledPhoto } from '../../benchmarks/src/accuracy/labels/labels.ts';
import {
  type CachedMeasurement,
  measureSignals,
} from '../../benchmarks/src/accuracy/left-out/measured-signals.ts';
import { writeSignals } from '../../benchmarks/src/accuracy/left-out/signals-file.ts';
import { openCache } from '../../benchmarks/src/accuracy/runner/cache.ts';

const sample = (name: string) => fileURLToPath(new URL(`../../samples/${name}.jpg`, import.meta.url));
const photo = (name: string): LabelledPhoto => ({
  path: `${name}.jpg`,
  file: sample(name),
  source: 'samples__made',
  repository: 'samples',
  category: 'liveness',
  label: 'real',
  extra: { subject: 'ada' },
  standing: 'firm',
});
const photos = [photo('selfie'), photo('no-face'), photo('truncated')];

let folder: string;
beforeAll(async () => {
  if (!existsSync(sample('selfie'))) throw new Error('samples are not there: run pnpm samples first');
  folder = await mkdtemp(join(tmpdir(), 'livephoto-signals-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Measures through a cache that is opened anew, and counts what it did not know. */
async function measured(files: readonly LabelledPhoto[]) {
  const cache = await openCache<CachedMeasurement>(folder, 'product');
  let fresh = 0;
  const progress = {
    start() {},
    stop() {},
    step(isFresh: boolean) {
      if (isFresh) fresh++;
    },
  };
  try {
    return { ...(await measureSignals(files, { cache, progress })), fresh };
  } finally {
    cache.close();
  }
}

it('measures once, and gives the very same numbers from the cache', async () => {
  const first = await measured(photos);
  expect(first.fresh).toBe(3);
  expect(first.leftOut.map((each) => each.photo.path)).toEqual(['no-face.jpg', 'truncated.jpg']);
  const again = await measured(photos);
  expect(again.fresh).toBe(0);
  expect(again.photos).toEqual(first.photos);
  expect(again.leftOut).toEqual(first.leftOut);
  expect(again.photos[0]!.signals.faceFeatures).toBeInstanceOf(Float64Array);
  expect(again.photos[0]!.source).toBe('samples');
});

it('writes lines that say what a fit has to know', async () => {
  const file = join(folder, 'signals.jsonl');
  const known = await measured(photos);
  await writeSignals(file, known.photos);
  const [line, ...rest] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(rest).toEqual([]);
  const row = JSON.parse(line!);
  expect(row).toMatchObject({
    path: 'selfie.jpg',
    family: 'samples',
    genuine: true,
    species: null,
    weak: false,
    subject: 'ada',
  });
  expect(row.signals.faceFeatures).toEqual(Array.from(known.photos[0]!.signals.faceFeatures));
  expect(row.face.width).toBeGreaterThan(100);
});

it('measures again what changed its bytes', async () => {
  const file = join(folder, 'other.jpg');
  await writeFile(file, Buffer.concat([await readFile(sample('no-face')), Buffer.from([0])]));
  expect((await measured([{ ...photo('no-face'), file }])).fresh).toBe(1);
});
