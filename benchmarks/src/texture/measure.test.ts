import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabelledPhoto } from '../labels/labels.ts';
import { measureTextures } from './measure.ts';

const sample = (name: string) => fileURLToPath(new URL(`../../../samples/${name}.jpg`, import.meta.url));
const quiet = { start() {}, step() {}, stop() {} };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-texture-'));
});
afterAll(() => rm(folder, { recursive: true }));

function labelled(file: string): LabelledPhoto {
  return {
    path: file,
    file,
    source: 'samples',
    repository: '',
    category: 'liveness',
    label: 'real',
    extra: {},
    standing: 'firm',
  };
}

it('takes the texture alone from the whole decode', async () => {
  const selfie = labelled(sample('selfie'));
  const { photos, whole, leftOut } = await measureTextures([selfie], { eighths: 4, progress: quiet });
  expect(leftOut.size).toBe(0);
  const { scaled, finer } = photos[0]!;
  expect(finer.photo.signals.texture).toEqual(whole[0]!.signals.texture);
  expect(finer.photo.signals.texture).not.toEqual(scaled.photo.signals.texture);
  expect(finer.photo.signals).toEqual({
    ...scaled.photo.signals,
    texture: finer.photo.signals.texture,
  });
  // The other cues are those of the scaled decode, not of the whole one.
  expect(scaled.photo.signals.faceMargin).not.toBe(whole[0]!.signals.faceMargin);
  expect(finer.cues.face).toBe(scaled.cues.face);
  expect(finer.cues.texture).not.toBe(scaled.cues.texture);
});

it('compares what the product decodes scaled, and says of the rest why not', async () => {
  const large = join(folder, 'large.jpg');
  await sharp(sample('selfie')).resize({ height: 1600 }).jpeg({ quality: 95 }).toFile(large);
  const png = join(folder, 'selfie.png');
  await sharp(sample('selfie')).png().toFile(png);
  const text = join(folder, 'text.jpg');
  await writeFile(text, 'no photo');
  const small = sample('selfie');
  const files = [large, png, text, small, sample('no-face')];
  const { photos, whole, leftOut } = await measureTextures(files.map(labelled), { progress: quiet });
  expect(photos.map(({ scaled }) => scaled.photo.photo.file)).toEqual([large]);
  expect(whole.map(({ photo }) => photo.file)).toEqual([large, png, small]);
  expect(Object.fromEntries(leftOut)).toEqual({
    'no JPEG': 1,
    unreadable: 1,
    'decoded whole': 1,
    'without a face': 1,
  });
});

it('leaves out faces that are too narrow for the square of the texture', async () => {
  const { photos, leftOut } = await measureTextures([labelled(sample('selfie'))], {
    eighths: 1,
    progress: quiet,
  });
  expect(photos).toEqual([]);
  expect([...leftOut.keys()]).toEqual(['face narrower than 76 pixels in the scaled decode']);
});
