/** The sample photos, built from the pinned packages (cached after the first run). */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../models/src/progress.ts';
import { buildSamples } from '../../models/src/samples/build-samples.ts';
import { createJpegCodec, type JpegCodec } from '../../models/src/samples/jpeg.ts';
import { type ExifOrientation, type Raster, storeAs } from '../../models/src/samples/raster.ts';

const root = new URL('../../models/', import.meta.url);
let samples: ReadonlyMap<string, Uint8Array>;
let codec: JpegCodec;

beforeAll(async () => {
  samples = await buildSamples({ root, progress: silentProgress });
  codec = await createJpegCodec();
});

/** Mean difference of two pictures of equal size, in grey levels. */
function difference(a: Raster, b: Raster): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  return (
    a.data.reduce((sum, value, index) => sum + Math.abs(value - b.data[index]!), 0) / (a.width * a.height * 3)
  );
}

describe('buildSamples', () => {
  it('gives equal bytes on every run', async () => {
    const hashes = (files: ReadonlyMap<string, Uint8Array>) =>
      [...files].map(([name, bytes]) => `${name} ${createHash('sha256').update(bytes).digest('hex')}`);
    expect(hashes(await buildSamples({ root, progress: silentProgress }))).toEqual(hashes(samples));
  });

  it('has every picture that tests and the demo ask for', () => {
    const numbered = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${name}${index + 1}.jpg`);
    const derived = ['selfie', 'no-face', 'rotated-90', 'mirrored', 'masked', 'sunglasses', 'truncated'].map(
      (name) => `${name}.jpg`,
    );
    expect([...samples.keys()].sort()).toEqual(
      [
        'franck_01829.jpg',
        'franck.mp4',
        ...numbered('sample', 6),
        ...numbered('exif-', 8),
        ...derived,
      ].sort(),
    );
  });

  it('keeps every whole derived picture between 34 KB and 4 MB', () => {
    for (const [name, { length }] of samples) {
      if (/^(sample|franck)/.test(name)) continue;
      expect(length, name).toBeGreaterThan(34_000);
      expect(length, name).toBeLessThan(4_000_000);
    }
  });

  it.each<ExifOrientation>([1, 2, 3, 4, 5, 6, 7, 8])(
    'stores exif-%i.jpg turned, with the tag that undoes it',
    async (orientation) => {
      const bytes = samples.get(`exif-${orientation}.jpg`)!;
      // SOI, then APP1 "Exif\0\0", big-endian TIFF, one entry: tag 0x0112, type short, count 1, the value.
      expect(Buffer.from(bytes.slice(0, 12)).toString('latin1')).toBe('\xff\xd8\xff\xe1\x00\x22Exif\0\0');
      expect([...bytes.slice(22, 32)]).toEqual([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation]);
      const selfie = await codec.decode(samples.get('selfie.jpg')!);
      expect(difference(await codec.decode(bytes), storeAs(selfie, orientation))).toBeLessThan(2);
    },
  );

  it('covers the parts of the face that the name says, and no others', async () => {
    const selfie = await codec.decode(samples.get('selfie.jpg')!);
    const points = {
      eyes: [
        [240, 370],
        [420, 370],
      ],
      mouth: [[325, 560]],
      forehead: [[330, 250]],
      background: [[40, 60]],
    } as const;
    const changed = async (name: string) => {
      const covered = await codec.decode(samples.get(name)!);
      return Object.fromEntries(
        Object.entries(points).map(([part, places]) => [
          part,
          places.every(([x, y]) => {
            const at = (y * selfie.width + x) * 4;
            return Math.abs(selfie.data[at]! - covered.data[at]!) > 25;
          }),
        ]),
      );
    };
    expect(await changed('masked.jpg')).toEqual({
      eyes: false,
      mouth: true,
      forehead: false,
      background: false,
    });
    expect(await changed('sunglasses.jpg')).toEqual({
      eyes: true,
      mouth: false,
      forehead: false,
      background: false,
    });
  });

  it('cuts truncated.jpg off in the middle', () => {
    const [whole, cut] = [samples.get('selfie.jpg')!, samples.get('truncated.jpg')!];
    expect(cut).toEqual(whole.slice(0, Math.floor(whole.length / 2)));
  });
});
