import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDecoder } from '../contract/ports.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { imagesModule, testDecoder } from '../testing/decoder.ts';
import { sampleFile } from '../testing/files.ts';
import { peakGrowth } from '../testing/memory.ts';
import { sniffImage } from './sniff.ts';
import {
  cmykJpeg,
  gradientJpeg,
  greyJpeg as greyFixture,
  progressiveJpeg,
  quadrantsJpeg,
  ycckJpeg,
} from './testing/jpeg-fixtures.ts';
import {
  exifBlock,
  greyJpeg,
  jpegSegment,
  segmentStart,
  withExif,
  withSegment,
} from './testing/jpeg-writer.ts';
import { join, pngChunk, writePng } from './testing/png-writer.ts';
import { createWasmDecoder } from './wasm-decoder.ts';

const all = Number.POSITIVE_INFINITY;
const red = [200, 40, 30];
const green = [40, 180, 60];
const blue = [30, 60, 200];
const pale = [230, 230, 210];

let decoder: ImageDecoder;

beforeAll(() => {
  decoder = testDecoder();
});

function decode(bytes: Uint8Array, longestSide = all): Promise<RgbImage> {
  return decoder.decode(bytes, sniffImage(bytes), { longestSide });
}

/** A photo that `pnpm samples` makes. */
function sample(name: string): Uint8Array {
  return sampleFile(name);
}

/** The colours a quarter in from each corner: top left, top right, bottom left, bottom right. */
function corners({ width, height, data }: RgbImage): number[][] {
  return [0.25, 0.75].flatMap((down) =>
    [0.25, 0.75].map((across) => {
      const at = (Math.floor(height * down) * width + Math.floor(width * across)) * 3;
      return [...data.subarray(at, at + 3)];
    }),
  );
}

function expectNear(actual: number[][], wanted: number[][], tolerance: number): void {
  actual.flat().forEach((value, index) => {
    expect(Math.abs(value - wanted.flat()[index]!)).toBeLessThanOrEqual(tolerance);
  });
}

/** As `toEqual`, which takes a second over a picture. */
function expectSame(actual: RgbImage, wanted: RgbImage): void {
  expect([actual.width, actual.height]).toEqual([wanted.width, wanted.height]);
  expect(Buffer.compare(actual.data, wanted.data)).toBe(0);
}

function sums({ data }: RgbImage): number[] {
  const totals = [0, 0, 0];
  data.forEach((value, index) => {
    totals[index % 3]! += value;
  });
  return totals;
}

describe('createWasmDecoder', () => {
  it('decodes baseline, progressive and grey JPEGs to the pixels of libjpeg', async () => {
    // Channel sums that libjpeg-turbo's own decoder gives for the same files.
    const known: [Uint8Array, number, number[]][] = [
      [gradientJpeg, 160 * 120, [2438162, 2439624, 2446859]],
      [progressiveJpeg, 96 * 64, [780405, 780462, 782961]],
      [greyFixture, 96 * 64, [780786, 780786, 780786]],
    ];
    for (const [jpeg, pixels, totals] of known) {
      const image = await decode(jpeg);
      expect(image.data.length).toBe(pixels * 3);
      expect(sums(image)).toEqual(totals);
    }
  });

  it('decodes CMYK and YCCK, ink inverted whether Adobe says so or nobody does', async () => {
    const marker = segmentStart(cmykJpeg, 0xee);
    const silent = join([cmykJpeg.subarray(0, marker), cmykJpeg.subarray(marker + 16)]);
    for (const jpeg of [cmykJpeg, ycckJpeg, silent]) {
      expectNear(corners(await decode(jpeg)), [red, green, blue, pale], 3);
    }
  });

  it('scales in eighths to the smallest size that is large enough', async () => {
    const sizes: [number, number, number][] = [
      [1, 20, 15],
      [20, 20, 15],
      [21, 40, 30],
      [80, 80, 60],
      [81, 100, 75],
      [141, 160, 120],
      [160, 160, 120],
      [5000, 160, 120],
    ];
    for (const [longestSide, width, height] of sizes) {
      const image = await decode(gradientJpeg, longestSide);
      expect([image.width, image.height, image.data.length]).toEqual([width, height, width * height * 3]);
    }
    expectNear(corners(await decode(quadrantsJpeg, 12)), [red, green, blue, pale], 3);
    expectNear(corners(await decode(cmykJpeg, 12)), [red, green, blue, pale], 3);
  });

  it('answers no more pixels than its own limit', async () => {
    const small = createWasmDecoder({ images: imagesModule(), maxPixels: 5000 });
    const png = writePng({ width: 160, height: 120, depth: 8, color: 0, pixel: () => [9] });
    for (const bytes of [gradientJpeg, png]) {
      const image = await small.decode(bytes, sniffImage(bytes), { longestSide: all });
      expect(image.width * image.height).toBeLessThanOrEqual(5000);
      expect(image.width).toBeGreaterThan(70);
    }
  });

  const turned: Record<number, number[][]> = {
    1: [red, green, blue, pale],
    2: [green, red, pale, blue],
    3: [pale, blue, green, red],
    4: [blue, pale, red, green],
    5: [red, blue, green, pale],
    6: [blue, red, pale, green],
    7: [pale, green, blue, red],
    8: [green, pale, red, blue],
  };
  for (let orientation = 1; orientation <= 8; orientation++) {
    it(`turns orientation ${orientation} upright, JPEG and PNG, whole and scaled`, async () => {
      const jpeg = withExif(quadrantsJpeg, exifBlock(orientation, orientation % 2 === 0));
      const quarters = [red, green, blue, pale];
      const pixel = (x: number, y: number) => quarters[(y < 32 ? 0 : 2) + (x < 48 ? 0 : 1)]!;
      const before = [pngChunk('eXIf', exifBlock(orientation))];
      const png = writePng({ width: 96, height: 64, depth: 8, color: 2, pixel, before });
      for (const longestSide of [all, 48]) {
        const fromJpeg = await decode(jpeg, longestSide);
        const fromPng = await decode(png, longestSide);
        const tall = orientation >= 5;
        const long = longestSide === 48 ? 48 : 96;
        const short = (long * 2) / 3;
        for (const image of [fromJpeg, fromPng]) {
          expect([image.width, image.height]).toEqual(tall ? [short, long] : [long, short]);
        }
        expectNear(corners(fromJpeg), turned[orientation]!, 2);
        expect(corners(fromPng)).toEqual(turned[orientation]);
      }
    });
  }

  it('shows the eight EXIF variants of a real photo as one picture', async () => {
    const variants = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => decode(sample(`exif-${orientation}.jpg`), 256)),
    );
    const [first] = variants;
    for (const image of variants) {
      expect([image.width, image.height]).toEqual([first!.width, first!.height]);
      let difference = 0;
      for (let at = 0; at < image.data.length; at++) {
        difference += Math.abs(image.data[at]! - first!.data[at]!);
      }
      // Each variant was compressed anew: a level or two, where a picture turned wrong differs by tens.
      expect(difference / image.data.length).toBeLessThan(3);
    }
  });

  it('accepts harmless oddities: trailing bytes, stray bytes before the end, an unknown JFIF version', async () => {
    const whole = await decode(gradientJpeg);
    const end = gradientJpeg.subarray(-2);
    const odd = [
      join([gradientJpeg, new Uint8Array(5000).fill(0xab)]),
      join([gradientJpeg.subarray(0, -2), Uint8Array.of(1, 2, 3), end]),
      join([gradientJpeg, gradientJpeg]),
      withSegment(gradientJpeg, jpegSegment(0xfe, new Array(300).fill(65))),
    ];
    const version = Uint8Array.from(gradientJpeg);
    expect(String.fromCharCode(...version.subarray(6, 10))).toBe('JFIF');
    version[11] = 9;
    for (const jpeg of [...odd, version]) expectSame(await decode(jpeg), whole);
  });

  it('refuses a JPEG cut at 10, 50 and 99 %, and anywhere else', async () => {
    for (const jpeg of [sample('franck_01829.jpg'), gradientJpeg, progressiveJpeg, cmykJpeg]) {
      for (const share of [0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
        const cut = jpeg.subarray(0, Math.floor(jpeg.length * share));
        const decoding = Promise.resolve().then(() => decode(cut));
        await expect(decoding).rejects.toMatchObject({ type: 'image_unreadable', param: 'data' });
      }
    }
  });

  it('refuses a JPEG with a hole in its data, or with two different warnings', async () => {
    const hole = Uint8Array.from(gradientJpeg);
    hole.set([0xff, 0xd3, 0xff, 0xd5], hole.length - 900);
    await expect(decode(hole)).rejects.toMatchObject({ type: 'image_unreadable' });
    const twice = withSegment(gradientJpeg.subarray(0, -700), Uint8Array.of(1, 2, 3));
    await expect(decode(twice)).rejects.toMatchObject({ type: 'image_unreadable' });
  });

  it('refuses a picture whose pixels are not those that were sniffed', async () => {
    const info = { ...sniffImage(gradientJpeg), storedWidth: 161 };
    await expect(decoder.decode(gradientJpeg, info, { longestSide: all })).rejects.toMatchObject({
      type: 'image_unreadable',
    });
  });

  it('answers the typed error for an aborted signal', async () => {
    const controller = new AbortController();
    controller.abort(new Error('changed my mind'));
    const info = sniffImage(gradientJpeg);
    await expect(
      decoder.decode(gradientJpeg, info, { longestSide: all, signal: controller.signal }),
    ).rejects.toMatchObject({ type: 'inspection_aborted' });
  });

  it('decodes a 60-megapixel JPEG, scaled, in less than 100 MB', async () => {
    const jpeg = greyJpeg(9000, 6668);
    const growth = await peakGrowth(async () => {
      const image = await decode(jpeg, 1600);
      expect([image.width, image.height]).toEqual([2250, 1667]);
      expect(new Set(image.data)).toEqual(new Set([128]));
    });
    expect(growth).toBeLessThan(100_000_000);
  });

  it('gives the same bytes every time, also after a failure', async () => {
    const first = await decode(gradientJpeg, 100);
    await decode(gradientJpeg.subarray(0, 2000)).catch(() => undefined);
    expectSame(await decode(gradientJpeg, 100), first);
  });
});
