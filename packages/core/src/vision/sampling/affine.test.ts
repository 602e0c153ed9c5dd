import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../contract/rgb-image.ts';
import {
  type Affine,
  applyAffine,
  boxAffine,
  ImagePyramid,
  regionAffine,
  type SampleOptions,
  sample,
  turnedView,
} from './affine.ts';

/** A picture whose red is as given, green red + 1 and blue red + 2. */
function picture(rows: number[][]): RgbImage {
  const data = Uint8Array.from(rows.flat().flatMap((red) => [red, red + 1, red + 2]));
  return { width: rows[0]!.length, height: rows.length, data };
}

const identity: Affine = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
const options: SampleOptions = {
  width: 3,
  height: 2,
  layout: 'NCHW',
  colorOrder: 'RGB',
  mean: 0,
  scale: 1,
  outside: 'edge',
};
const small = picture([
  [10, 20, 30],
  [40, 50, 60],
]);

/** The red plane of what was sampled. */
function red(image: RgbImage, affine: Affine, change: Partial<SampleOptions> = {}): number[] {
  const { width, height } = { ...options, ...change };
  return [
    ...sample(new ImagePyramid(image), affine, { ...options, ...change }).data.subarray(0, width * height),
  ];
}

describe('sample', () => {
  it('gives the picture itself, plane by plane', () => {
    const { data, dims } = sample(new ImagePyramid(small), identity, options);
    expect(dims).toEqual([1, 3, 2, 3]);
    expect([...data]).toEqual([10, 20, 30, 40, 50, 60, 11, 21, 31, 41, 51, 61, 12, 22, 32, 42, 52, 62]);
  });

  it('gives it pixel by pixel, and blue before red', () => {
    const { data, dims } = sample(new ImagePyramid(small), identity, {
      ...options,
      layout: 'NHWC',
      colorOrder: 'BGR',
    });
    expect(dims).toEqual([1, 2, 3, 3]);
    expect([...data.subarray(0, 6)]).toEqual([12, 11, 10, 22, 21, 20]);
    const planes = sample(new ImagePyramid(small), identity, { ...options, colorOrder: 'BGR' }).data;
    expect([...planes.subarray(0, 3), ...planes.subarray(12, 15)]).toEqual([12, 22, 32, 10, 20, 30]);
  });

  it('shifts by whole and half pixels', () => {
    expect(red(small, { ...identity, x0: 1 }, { width: 2 })).toEqual([20, 30, 50, 60]);
    expect(red(small, { ...identity, x0: 0.5 }, { width: 2 })).toEqual([15, 25, 45, 55]);
    expect(red(small, { ...identity, y0: 0.5 }, { height: 1 })).toEqual([25, 35, 45]);
  });

  it('enlarges: pixel centres, not corners, are mapped', () => {
    // Output centres 0.25, 0.75, 1.25, 1.75 of a row [10, 20]: a quarter and three quarters of the way.
    expect(red(picture([[10, 20]]), { ...identity, xx: 0.5, yy: 1 }, { width: 4, height: 1 })).toEqual([
      10, 12.5, 17.5, 20,
    ]);
  });

  it('turns: what was the left column, read upwards, is the first row of a quarter turn', () => {
    // u runs up the picture, v to its right.
    const turned: Affine = { xx: 0, xy: 1, x0: 0, yx: -1, yy: 0, y0: 2 };
    expect(red(small, turned, { width: 2, height: 3 })).toEqual([40, 10, 50, 20, 60, 30]);
  });

  it('writes (p - mean) / scale', () => {
    const [first] = sample(new ImagePyramid(small), identity, { ...options, mean: 127, scale: 128 }).data;
    expect(first).toBeCloseTo((10 - 127) / 128, 6);
  });

  it('repeats the edge outside the picture', () => {
    expect(red(small, { ...identity, x0: -2, y0: -5 }, { width: 7, height: 1 })).toEqual([
      10, 10, 10, 20, 30, 30, 30,
    ]);
    expect(red(small, { ...identity, x0: 1e6, y0: 1e6 }, { width: 2, height: 1 })).toEqual([60, 60]);
  });

  it('fills outside the picture with a grey level, normalised like a pixel', () => {
    const far = { ...identity, x0: -2 };
    expect(red(small, far, { width: 4, height: 1, outside: 127 })).toEqual([127, 127, 10, 20]);
    expect(red(small, far, { width: 3, height: 1, outside: 127, mean: 127, scale: 128 }).slice(0, 2)).toEqual(
      [0, 0],
    );
  });

  it('reads a shrunk picture from its half', () => {
    const board = picture([
      [0, 100, 0, 100],
      [100, 0, 100, 0],
    ]);
    expect(red(board, { ...identity, xx: 2, yy: 2 }, { width: 2, height: 1 })).toEqual([50, 50]);
  });
});

describe('ImagePyramid', () => {
  const levels = new ImagePyramid(
    picture([
      [0, 1, 2, 10, 200],
      [3, 4, 6, 20, 200],
      [9, 9, 9, 9, 9],
    ]),
  );

  it('averages 2 x 2 pixels, rounds half up, and drops an odd row and column', () => {
    // (0 + 1 + 3 + 4) / 4 = 2, (2 + 10 + 6 + 20) / 4 = 9.5.
    const { image, shrink } = levels.atLeast(2);
    expect(shrink).toBe(2);
    expect(image).toEqual({ width: 2, height: 1, data: Uint8Array.from([2, 3, 4, 10, 11, 12]) });
  });

  it('stays as fine as asked for', () => {
    expect(levels.atLeast(0.1)).toEqual({ image: levels.image, shrink: 1 });
    expect(levels.atLeast(1.99).shrink).toBe(1);
    expect(levels.atLeast(3.99).shrink).toBe(2);
  });

  it('stops where nothing would be left', () => {
    expect(levels.atLeast(1000).shrink).toBe(2);
    const dot = new ImagePyramid(picture([[7]]));
    expect(dot.atLeast(64)).toEqual({ image: dot.image, shrink: 1 });
  });

  it('makes a level once', () => {
    expect(levels.atLeast(2).image).toBe(levels.atLeast(2.5).image);
  });
});

describe('transforms', () => {
  it('regionAffine maps the output onto the square, and its middle onto the centre', () => {
    const region = { centre: { x: 50, y: 40 }, size: 20, cos: 0, sin: 1 };
    const affine = regionAffine(region, 10);
    expect(applyAffine(affine, 5, 5)).toEqual({ x: 50, y: 40 });
    // Turned clockwise by a right angle, the output's right edge lies below the centre.
    expect(applyAffine(affine, 10, 5)).toEqual({ x: 50, y: 50 });
    expect(applyAffine(affine, 0, 0)).toEqual({ x: 60, y: 30 });
  });

  it('boxAffine maps the output onto the box', () => {
    const affine = boxAffine({ x: 3, y: 5, width: 20, height: 8 }, { width: 10, height: 4 });
    expect(applyAffine(affine, 0, 0)).toEqual({ x: 3, y: 5 });
    expect(applyAffine(affine, 10, 4)).toEqual({ x: 23, y: 13 });
  });

  it('turnedView puts the middle of the input onto the centre', () => {
    const size = { width: 320, height: 240 };
    const view = turnedView({ x: 100, y: 70 }, 2, { cos: 0, sin: -1 }, size);
    expect(applyAffine(view, 160, 120)).toEqual({ x: 100, y: 70 });
    // Turned anticlockwise, the input's right edge lies above the centre, two pixels to each of the input.
    expect(applyAffine(view, 320, 120)).toEqual({ x: 100, y: 70 - 320 });
  });
});
