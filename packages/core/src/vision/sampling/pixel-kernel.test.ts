import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { type Affine, boxAffine, mirrored, regionAffine } from './affine.ts';
import { createPixelKernel, type SampleRequest } from './pixel-kernel.ts';
import { scalarKernel } from './scalar-kernel.ts';
import { createSimdKernel } from './simd-kernel.ts';

/** A picture in which no two neighbours are alike. */
function speckled(width: number, height: number): RgbImage {
  let state = 12_345;
  const data = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    return state >>> 24;
  });
  return { width, height, data };
}

/** Millions of numbers: `toEqual` would take a second for each. */
function sameBits(one: Uint8Array | Float32Array, other: Uint8Array | Float32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  return one.byteLength > 0 && bytes(one).equals(bytes(other));
}

const simd = createSimdKernel()!;

const request = (width: number, height: number, more: Partial<SampleRequest> = {}): SampleRequest => ({
  width,
  height,
  inverse: 1,
  start: 0,
  plane: width * height,
  stride: 1,
  gain: 1 / 128,
  offset: -127 / 128,
  fill: undefined,
  ...more,
});

describe('the WebAssembly kernel', () => {
  it('is the one that is used here', () => {
    expect(createPixelKernel().sample).not.toBe(scalarKernel.sample);
  });

  it.each([
    [2, 2],
    [3, 5],
    [33, 17],
    [640, 480],
    [1071, 1428],
    // One row pair is more than is halved at once.
    [50_001, 5],
  ])('halves %d x %d pixels as JavaScript does', (width, height) => {
    const image = speckled(width, height);
    const [halved, expected] = [simd.halve(image)!, scalarKernel.halve(image)!];
    expect([halved.width, halved.height]).toEqual([expected.width, expected.height]);
    expect(sameBits(halved.data, expected.data)).toBe(true);
  });

  it('has no half of a single row or column', () => {
    expect(simd.halve(speckled(9, 1))).toBeUndefined();
    expect(simd.halve(speckled(1, 9))).toBeUndefined();
  });

  const whole = boxAffine({ x: 0, y: 0, width: 200, height: 150 }, { width: 96, height: 64 });
  const views: Record<string, Affine> = {
    'the whole picture': whole,
    'its mirror image': mirrored(whole, 96),
    'a tilted region over the edge': regionAffine(
      { centre: { x: 20.3, y: 140.7 }, size: 130.1, cos: 0.8, sin: -0.6 },
      96,
    ),
    'what lies on its side': regionAffine({ centre: { x: 100, y: 75 }, size: 90, cos: 0, sin: 1 }, 96),
    'less than a pixel': regionAffine({ centre: { x: 7.5, y: 8.5 }, size: 0.25, cos: 1, sin: 0 }, 96),
    'what lies outside': regionAffine({ centre: { x: -500, y: 9000 }, size: 50, cos: 1, sin: 0 }, 96),
    'far more than the picture': regionAffine(
      { centre: { x: 1e12, y: -1e12 }, size: 1e11, cos: 1, sin: 0 },
      96,
    ),
  };
  it.each(Object.keys(views))('samples %s as JavaScript does, bit for bit', (name) => {
    const image = speckled(200, 150);
    for (const asked of [
      request(96, 64),
      request(96, 64, { fill: 0.25 }),
      request(96, 64, { start: 2 * 96 * 64, plane: -96 * 64, gain: 1, offset: 0 }),
      request(96, 64, { plane: 1, stride: 3, gain: 1 / 255, offset: 0 }),
    ]) {
      const seen = simd.sample(image, views[name]!, asked);
      expect(sameBits(seen, scalarKernel.sample(image, views[name]!, asked))).toBe(true);
    }
  });

  it('reads a smaller copy of the picture, and pictures of one pixel', () => {
    const asked = request(96, 64, { inverse: 0.25 });
    const small = speckled(50, 37);
    expect(simd.sample(small, whole, asked)).toEqual(scalarKernel.sample(small, whole, asked));
    const dot = speckled(1, 1);
    expect(simd.sample(dot, whole, asked)).toEqual(scalarKernel.sample(dot, whole, asked));
  });

  it.each([4, 64, 128, 130])('counts the patterns of a square of %d as JavaScript does', (side) => {
    const { data } = speckled(side, side);
    const lively = Int32Array.from({ length: side * side }, (_, i) => 256 * data[i]! - 30_000);
    const dull = Int32Array.from(lively, (value) => value >> 14);
    for (const plane of [lively, dull]) {
      const counts = simd.lbpHistogram(plane, side);
      expect(counts).toEqual(scalarKernel.lbpHistogram(plane, side));
      expect(counts.reduce((a, b) => a + b)).toBe((side - 2) ** 2);
    }
  });

  it('keeps what it gave when it is used again', () => {
    const image = speckled(200, 150);
    const first = simd.sample(image, whole, request(96, 64));
    const copy = first.slice();
    simd.sample(speckled(210, 160), whole, request(96, 64));
    expect(first).toEqual(copy);
  });
});

describe('the JavaScript kernel', () => {
  it('weighs the four nearest pixels, to the last bit of 32', () => {
    const image = { width: 2, height: 2, data: Uint8Array.of(10, 0, 0, 20, 0, 0, 30, 0, 0, 50, 0, 0) };
    // 0.3 between columns, 0.6 between rows: 0.28 * 10 + 0.12 * 20 + 0.42 * 30 + 0.18 * 50.
    const [red] = scalarKernel.sample(
      image,
      { xx: 0, xy: 0, x0: 0.8, yx: 0, yy: 0, y0: 1.1 },
      request(1, 1, { gain: 1, offset: 0 }),
    );
    expect(red).toBeCloseTo(26.8, 5);
    expect(Math.fround(red!)).toBe(red);
  });
});
