import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../contract/rgb-image.ts';
import type { RimView } from './measure-kernel.ts';
import { scalarMeasures as scalar } from './scalar-measures.ts';
import { createSimdKernel } from './simd-kernel.ts';

/** A picture in which no two neighbours are alike. */
function speckled(width: number, height: number): RgbImage {
  let state = 54_321;
  const data = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    return state >>> 24;
  });
  return { width, height, data };
}

/** Colours as a resampled picture has them: with fractions, so that the order of sums shows. */
function colours(count: number): Float32Array {
  const { data } = speckled(count, 2);
  return Float32Array.from({ length: 3 * count }, (_, i) => data[i]! + data[i + 3]! / 257);
}

/** Large planes: `toEqual` would take a second for each. */
function sameBits(one: ArrayBufferView, other: ArrayBufferView): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  return one.byteLength > 0 && bytes(one).equals(bytes(other));
}

const simd = createSimdKernel()!;
const zone = { left: 33, top: 41, right: 150, bottom: 152 };

describe('the measures in WebAssembly, bit for bit as in JavaScript', () => {
  it.each([
    [192, 192],
    [48, 32],
    [2, 1],
  ])('luminance of %d x %d pixels, as it is and smoothed', (width, height) => {
    const rgb = colours(width * height);
    const seen = simd.luminances(rgb, width, height);
    const expected = scalar.luminances(rgb, width, height);
    expect(sameBits(seen.luminance, expected.luminance)).toBe(true);
    expect(sameBits(seen.smooth, expected.smooth)).toBe(true);
    expect(sameBits(seen.smooth, seen.luminance)).toBe(false);
  });

  it('differences and grain of planes, whichever was made or read last', () => {
    const side = 192;
    const { luminance, smooth } = simd.luminances(colours(side * side), side, side);
    const other = luminance.map((value, i) => value * 0.7 + (i % 13));
    const eye = simd.luminances(colours(48 * 32), 48, 32);
    for (const plane of [luminance, smooth, other, smooth, luminance]) {
      for (const reach of [
        { step: 1, slant: 1 },
        { step: 8, slant: 6 },
      ]) {
        const seen = simd.squaredDifferences(plane, side, reach, zone);
        expect(seen).toEqual(scalar.squaredDifferences(plane, side, reach, zone));
        expect(new Set(seen).size).toBe(4);
      }
      expect(simd.grain(plane, side, zone)).toBe(scalar.grain(plane, side, zone));
      const odd = { ...zone, left: 34 };
      expect(simd.grain(plane, side, odd)).toBe(scalar.grain(plane, side, odd));
    }
    const { left, right, ...rows } = { left: 3, right: 28, top: 2, bottom: 30 };
    const square = eye.smooth.subarray(0, 1024);
    expect(simd.grain(square, 32, { left, right, ...rows })).toBe(
      scalar.grain(square, 32, { left, right, ...rows }),
    );
  });

  it('reads planes that were made just before where they lie, and keeps what it gave', () => {
    const side = 192;
    const { luminance, smooth } = simd.luminances(colours(side * side), side, side);
    const reach = { step: 4, slant: 3 };
    const image = speckled(300, 400);
    simd.changes(image, { x: 1, y: 0, width: 299, height: 400 });
    for (const plane of [smooth, luminance]) {
      expect(simd.squaredDifferences(plane, side, reach, zone)).toEqual(
        scalar.squaredDifferences(plane, side, reach, zone),
      );
    }
    const copy = luminance.slice();
    simd.luminances(colours(side * side).reverse(), side, side);
    expect(sameBits(luminance, copy)).toBe(true);
  });

  it('sums and shares of cells, levels and edges', () => {
    const side = 192;
    const made = simd.luminances(colours(side * side), side, side);
    const far = made.luminance.map((value, i) => 2 * value - (i % 300));
    for (const plane of [made.smooth, made.luminance, far]) {
      expect(sameBits(simd.cellSums(plane, side, 8), scalar.cellSums(plane, side, 8))).toBe(true);
      for (const count of [256, 32]) {
        expect(simd.histogram(plane, side, zone, count)).toEqual(scalar.histogram(plane, side, zone, count));
      }
    }
    const directions = Float64Array.of(1, 0, Math.SQRT1_2, Math.SQRT1_2, 0, -1);
    const cells = { width: 48, height: 32, cell: 8, directions, aside: 0.4 };
    const { smooth } = simd.luminances(colours(48 * 32), 48, 32);
    for (const plane of [smooth, smooth.map((value) => value ** 2)]) {
      const seen = simd.edgeSums(plane, cells);
      expect(seen).toEqual(scalar.edgeSums(plane, cells));
      expect(new Set(seen).size).toBe(3 * 24);
    }
    const floats = colours(16 * 128).subarray(0, 96 * 48);
    expect(simd.cellChanges(floats, 96, 16)).toEqual(scalar.cellChanges(floats, 96, 16));
    expect(simd.cellChanges(floats, 96, 16).every((value) => value > 0)).toBe(true);
  });

  it.each([
    { x: 1, y: 0, width: 299, height: 211 },
    { x: 270, y: 180, width: 30, height: 31 },
    { x: 17, y: 9, width: 24, height: 24 },
    { x: 5, y: 3, width: 1, height: 1 },
  ])('changes within $width x $height pixels from $x, $y', (box) => {
    const image = speckled(300, 211);
    expect(simd.changes(image, box)).toEqual(scalar.changes(image, box));
    const extremes = { ...image, data: image.data.map((value) => (value > 127 ? 255 : 0)) };
    expect(simd.changes(extremes, box)).toEqual(scalar.changes(extremes, box));
  });

  /** Eight ways, no two alike. */
  const ways = Float64Array.of(
    -0.9,
    0.3,
    -0.7,
    -0.6,
    -0.2,
    -1.1,
    0.1,
    -1.15,
    0.5,
    -1,
    0.8,
    -0.5,
    0.9,
    0.4,
    0,
    1,
  );
  const view: RimView = {
    shrink: 2,
    columns: 400,
    rows: 300,
    x: 201.5,
    y: 143.25,
    ways,
    near: 41.3,
    step: 0.97,
    points: 101,
    window: 7,
    cap: 60,
    maxMove: 3,
  };
  it.each<[string, Partial<RimView>]>([
    ['inside of the picture', {}],
    ['over its edges', { x: 390.2, y: 7.7, near: 80 }],
    ['beside it', { x: -900, y: 1200 }],
    ['far beside it', { x: 1e13, y: -1e13 }],
    ['of as good as no length', { step: 1e-9, near: 0 }],
    ['with few points, that may move as far as they want', { points: 5, maxMove: 4, cap: 1e9 }],
    ['with one point', { points: 1 }],
  ])('the brightest way around a middle, rays %s', (_, other) => {
    const image = speckled(200, 150);
    const asked = { ...view, ...other };
    expect(simd.brightestWay(image, asked)).toEqual(scalar.brightestWay(image, asked));
    const dot = speckled(1, 1);
    expect(simd.brightestWay(dot, asked)).toEqual(scalar.brightestWay(dot, asked));
  });
});
