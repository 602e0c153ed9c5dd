import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makePhotos,
  ownPhotos,
  type PhotoRecipe,
  type TimedPhoto,
  timedRecipes,
} from '../../benchmarks/src/cost/speed/photos.ts';

const root = new URL('../../', import.meta.url);
const small: PhotoRecipe[] = [
  timedRecipes['2mp'],
  { name: '0.5 MP PNG', width: 612, height: 816, format: 'png' },
];
let folder: string;
let photos: TimedPhoto[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-photos-'));
  photos = await makePhotos(root, folder, small);
});
afterAll(() => rm(folder, { recursive: true }));

describe('makePhotos', () => {
  it('writes what the names say', async () => {
    for (const { name, width, height, format } of Object.values(timedRecipes)) {
      expect(name).toBe(`${Math.round((width * height) / 1e6)} MP ${format.toUpperCase()}`);
    }
    for (const photo of photos) {
      const { width, height, format } = await sharp(photo.file).metadata();
      expect([width, height]).toEqual([photo.width, photo.height]);
      expect(photo.name).toContain(format!.toUpperCase());
      expect((await readFile(photo.file)).length).toBe(photo.size);
    }
  });

  it('writes files as long as a camera does: 2 to 4 bits a pixel', () => {
    const { size, width, height } = photos[0]!;
    const bits = (8 * size) / (width * height);
    expect(bits).toBeGreaterThan(2);
    expect(bits).toBeLessThan(4);
  });

  it('writes the same bytes again', async () => {
    const again = await makePhotos(root, folder, small);
    expect(again.map(({ sha256 }) => sha256)).toEqual(photos.map(({ sha256 }) => sha256));
  });

  it('makes selfies that the product accepts, so that every stage has its whole work to do', async () => {
    const inspector = await createNodeInspector();
    for (const { file } of photos) {
      const report = await inspector.inspect(await readFile(file));
      expect(report.accepted).toBe(true);
      expect(Object.values(report.inspections).map(({ outcome }) => outcome)).toEqual(
        Array(4).fill('passed'),
      );
    }
    await inspector.dispose();
  });
});

describe('ownPhotos', () => {
  it('takes files as they are, and says which one it cannot read', async () => {
    const [photo] = await ownPhotos([photos[0]!.file]);
    expect(photo).toEqual({ ...photos[0], name: '2-mp-jpeg.jpg' });
    await expect(ownPhotos(['nowhere.jpg'])).rejects.toMatchObject({
      message: 'There is no photo at nowhere.jpg',
    });
    await expect(ownPhotos([new URL('package.json', root).pathname])).rejects.toMatchObject({
      type: 'image_unreadable',
    });
  });
});
