/** The measures on pictures whose answer is known beforehand. */
import { describe, expect, it } from 'vitest';
import { createPixelKernel } from '../sampling/pixel-kernel.ts';
import { smoothed } from '../sampling/scalar-measures.ts';
import type { AlignedPicture } from './aligned-picture.ts';
import { zoneOf } from './aligned-picture.ts';
import { backgroundChange } from './background.ts';
import { blankCells } from './blank-cells.ts';
import { component } from './component.ts';
import { exposure } from './exposure.ts';
import { naturalColour } from './natural-colour.ts';
import { noise } from './noise.ts';
import { regionDetail } from './region-detail.ts';
import { sharpness } from './sharpness.ts';
import { pictureSide as side } from './tuning.ts';

const kernel = createPixelKernel();

/** A picture whose grey level at each pixel is known; a colour weighs red, green and blue. */
function picture(
  level: (x: number, y: number) => number,
  colour: readonly [number, number, number] = [1, 1, 1],
): AlignedPicture {
  const rgb = new Float32Array(3 * side * side);
  const luminance = new Float64Array(side * side);
  for (let i = 0; i < luminance.length; i++) {
    const grey = level(i % side, Math.floor(i / side));
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = grey * colour[c]!;
    luminance[i] = (77 * rgb[3 * i]! + 150 * rgb[3 * i + 1]! + 29 * rgb[3 * i + 2]!) / 256;
  }
  return { rgb, kernel, luminance, smooth: smoothed(luminance, side, side) };
}

/** Blobs at many places, from fine to coarse, as in a face. */
const blobs = (x: number, y: number) =>
  128 +
  40 * Math.sin(x / 1.3) * Math.cos(y / 1.7) +
  40 * Math.sin(x / 5 + 1) * Math.cos(y / 4) +
  40 * Math.sin(x / 17) * Math.cos(y / 13);

const blurred = ({ rgb, luminance }: AlignedPicture, times: number): AlignedPicture => {
  let plane = luminance;
  for (let i = 0; i < times; i++) plane = smoothed(plane, side, side);
  return { rgb, kernel, luminance: plane, smooth: smoothed(plane, side, side) };
};

describe('sharpness', () => {
  const sharp = picture(blobs);

  it('falls with every blur', () => {
    const values = [0, 2, 6, 12].map((times) => sharpness(blurred(sharp, times), 100));
    for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThan(values[i - 1]!);
  });

  it('does not depend on light or contrast', () => {
    const dim = picture((x, y) => 20 + 0.3 * blobs(x, y));
    expect(sharpness(dim, 100)).toBeCloseTo(sharpness(sharp, 100), 2);
  });

  it('is that of the blurriest direction', () => {
    const mean = (x: number, y: number) => {
      let sum = 0;
      for (let i = -8; i <= 8; i++) sum += blobs(x + i, y);
      return sum / 17;
    };
    expect(sharpness(picture(mean), 100)).toBeLessThan(0.6 * sharpness(sharp, 100));
  });

  it('asks less of a face with few pixels, and no detail is none', () => {
    expect(sharpness(sharp, 20)).toBeGreaterThan(sharpness(sharp, 60));
    expect(sharpness(sharp, 600)).toBe(sharpness(sharp, 60));
    expect(
      sharpness(
        picture(() => 100),
        60,
      ),
    ).toBe(0);
  });
});

describe('exposure', () => {
  it('tells highlight, middle, range and what is burnt out', () => {
    // Ten columns in a row, from 0 to 225.
    const steps = exposure(picture((x) => 25 * (x % 10)));
    expect(steps.middle).toBe(100);
    expect(steps.highlight).toBe(225);
    expect(steps.range).toBeGreaterThan(0.7);
    expect(steps.burnt).toBe(0);
    expect(exposure(picture((x) => (x % 4 === 0 ? 255 : 100))).burnt).toBeCloseTo(0.25, 1);
    expect(exposure(picture(() => 300)).burnt).toBeCloseTo(1, 9);
  });

  it('compares both halves', () => {
    expect(exposure(picture((_, y) => y)).uniformity).toBeCloseTo(1, 9);
    expect(exposure(picture((x) => (x < side / 2 ? 40 : 200))).uniformity).toBeLessThan(0.05);
  });

  it('sees no contrast in a wall, whatever its brightness', () => {
    for (const level of [0, 90, 255]) expect(exposure(picture(() => level)).contrast).toBe(0);
    expect(exposure(picture(blobs)).contrast).toBeGreaterThan(20);
  });
});

describe('natural colour', () => {
  const eyes = [zoneOf(-4.4, -1.9, 2, 3.2), zoneOf(1.9, 4.4, 2, 3.2)];
  const darkEyes = (x: number, y: number) =>
    eyes.some((zone) => x >= zone.left && x < zone.right && y >= zone.top && y < zone.bottom) ? 40 : 160;

  it.each([
    ['light skin', [1.2, 0.95, 0.8]],
    ['dark skin', [0.5, 0.34, 0.27]],
    ['yellow light', [1.2, 1, 0.4]],
  ] as const)('is warm in %s', (_, colour) => {
    expect(naturalColour(picture(darkEyes, colour), 30).warmth).toBeGreaterThan(0);
  });

  it('is cold in blue, green and magenta, and nothing in grey', () => {
    for (const colour of [
      [0.7, 0.9, 1.2],
      [0.8, 1.2, 0.8],
      [0.9, 0.5, 1.2],
    ] as const) {
      expect(naturalColour(picture(darkEyes, colour), 30).warmth).toBeLessThan(-0.08);
    }
    expect(naturalColour(picture(darkEyes), 30).warmth).toBe(0);
  });

  it('knows a negative by eyes that are brighter than the cheeks', () => {
    expect(naturalColour(picture(darkEyes), 30).polarity).toBeGreaterThan(0.5);
    expect(
      naturalColour(
        picture((x, y) => 200 - darkEyes(x, y)),
        30,
      ).polarity,
    ).toBeLessThan(-0.5);
    expect(naturalColour(picture(darkEyes), 0).polarity).toBe(0);
  });
});

describe('noise', () => {
  it('is the deviation of white noise, and nothing of a slope', () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 1664525 + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    // Uniform within 20 levels: a deviation of 20 over the root of 12.
    expect(noise(picture(() => 100 + 20 * random()))).toBeCloseTo(20 / Math.sqrt(12), 0);
    expect(noise(picture((x, y) => x / 2 + y / 4))).toBeCloseTo(0, 3);
  });
});

describe('blank cells', () => {
  it('are those that hold black or white, and no others', () => {
    const cells = blankCells(
      picture((x, y) =>
        x < 6 && y < 6 ? 3 : x < 12 && y < 6 ? 255 : x < 18 && y < 6 ? 100 : 10 + 20 * (x % 2),
      ),
    );
    expect([...cells.slice(0, 4)]).toEqual([1, 1, 0, 0]);
    expect(cells.reduce((sum, cell) => sum + cell)).toBe(2);
  });
});

describe('the background', () => {
  it('is as plain as its plainer side', () => {
    expect(backgroundChange(picture(() => 90))).toBe(0);
    expect(backgroundChange(picture((x, y) => (x < side / 2 ? blobs(x, y) : 90)))).toBeLessThan(1);
    expect(backgroundChange(picture(blobs))).toBeGreaterThan(20);
  });
});

describe('a component', () => {
  const rising = { worst: 10, limit: 20, best: 40 };
  const falling = { worst: 9, limit: 5, best: 1 };

  it.each([
    [0, 0],
    [10, 0],
    [15, 25],
    [19.999, 49],
    [20, 50],
    [30, 75],
    [40, 100],
    [900, 100],
    [Number.NaN, 0],
  ])('of %f lies at %i on a rising scale', (value, expected) => {
    expect(component(value, rising)).toBe(expected);
  });

  it.each([
    [12, 0],
    [7, 25],
    [5.0001, 49],
    [5, 50],
    [3, 75],
    [-2, 100],
  ])('of %f lies at %i on a falling scale', (value, expected) => {
    expect(component(value, falling)).toBe(expected);
  });
});

describe('regionDetail', () => {
  it('falls in the region that is blurred, and in no other', () => {
    const sharp = picture(blobs);
    const soft = blurred(sharp, 60);
    const { contrast } = exposure(sharp);
    expect(Object.values(regionDetail(sharp, contrast))).toEqual([100, 100, 100, 100]);
    // The left half of the picture shows the person's right eye.
    const half = {
      ...sharp,
      smooth: sharp.smooth.map((value, i) => (i % side < side / 2 ? soft.smooth[i]! : value)),
    };
    const { leftEye, rightEye } = regionDetail(half, contrast);
    expect(leftEye).toBe(100);
    expect(rightEye).toBeLessThan(50);
  });

  it('falls where a veil leaves a tenth of the relief, and grain over it', () => {
    const sharp = picture(blobs);
    const grain = (x: number, y: number) => 3 * Math.sin(x * 2.4) * Math.cos(y * 2.7);
    const veiled = picture((x, y) => (y > 0.6 * side ? 40 + 0.1 * blobs(x, y) + grain(x, y) : blobs(x, y)));
    const { leftEye, rightEye, mouth } = regionDetail(veiled, exposure(sharp).contrast);
    expect([leftEye, rightEye]).toEqual([100, 100]);
    expect(mouth).toBeLessThan(50);
  });

  it('falls where nothing lies across between the lids of one eye, however it is lit, and brow and cheek are there', () => {
    const sharp = picture(blobs);
    const lids = zoneOf(-5, -1.3, 1.5, 3.8);
    const isLids = (i: number) =>
      Math.floor(i / side) >= lids.top &&
      Math.floor(i / side) < lids.bottom &&
      i % side >= lids.left &&
      i % side < lids.right;
    const plaster = {
      ...sharp,
      smooth: sharp.smooth.map((value, i) => (isLids(i) ? 120 + (i % side) / 8 : value)),
    };
    const { contrast } = exposure(sharp);
    const shaded = {
      ...sharp,
      smooth: sharp.smooth.map((value, i) => (i % side < side / 2 ? value / 4 : value)),
    };
    const seen = regionDetail(plaster, contrast);
    expect([seen.leftEye, seen.nose, seen.mouth]).toEqual([100, 100, 100]);
    expect(seen.rightEye).toBeLessThan(50);
    expect(regionDetail(shaded, contrast / 4).rightEye).toBe(100);
  });

  it('of a picture without any change is none', () => {
    const grey = picture(() => 128);
    expect(Object.values(regionDetail(grey, exposure(grey).contrast))).toEqual([0, 0, 0, 0]);
  });
});
