import { describe, expect, it } from 'vitest';
import { cropTo, grownInside, grownSquare, type Picture } from './crop.ts';

/** Red is 10 x the column, green 10 x the row, blue 7. */
const picture: Picture = {
  width: 8,
  height: 6,
  data: Uint8Array.from({ length: 8 * 6 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [(pixel % 8) * 10, Math.floor(pixel / 8) * 10, 7][i % 3]!;
  }),
};
const channel = (values: Float32Array, index: number) => [...values].filter((_, i) => i % 3 === index);

describe('grownInside', () => {
  const frame = { width: 100, height: 80 };

  it('grows around the middle where there is room', () => {
    expect(grownInside({ x: 40, y: 30, width: 10, height: 20 }, 2, frame)).toEqual({
      x: 35,
      y: 20,
      width: 20,
      height: 40,
    });
  });

  it('is shifted inside at an edge, keeping its size', () => {
    expect(grownInside({ x: 0, y: 60, width: 10, height: 20 }, 2, frame)).toEqual({
      x: 0,
      y: 40,
      width: 20,
      height: 40,
    });
  });

  it('grows less where the picture is too small, keeping its shape', () => {
    const { width, height } = grownInside({ x: 30, y: 20, width: 30, height: 40 }, 2.7, frame);
    expect([width, height]).toEqual([60, 80]);
  });
});

describe('grownSquare', () => {
  it('is a square of the longer side around the same middle, outside or not', () => {
    expect(grownSquare({ x: 2, y: 10, width: 10, height: 20 }, 1.5)).toEqual({
      x: -8,
      y: 5,
      width: 30,
      height: 30,
    });
  });
});

describe('cropTo', () => {
  it('gives the pixels themselves at their own size, interleaved', () => {
    const crop = cropTo(picture, { x: 2, y: 1, width: 3, height: 3 }, 3);
    expect([...crop.subarray(0, 6)]).toEqual([20, 10, 7, 30, 10, 7]);
    expect(channel(crop, 1)).toEqual([10, 10, 10, 20, 20, 20, 30, 30, 30]);
  });

  it('samples between pixel centres', () => {
    // Four columns on two: centres at 1 - 0.5 and 3 - 0.5.
    expect(channel(cropTo(picture, { x: 0, y: 0, width: 4, height: 4 }, 2), 0)).toEqual([5, 25, 5, 25]);
    // Two on four: centres at -0.25 (held at 0), 0.25, 0.75, 1.25.
    const larger = channel(cropTo(picture, { x: 0, y: 0, width: 2, height: 2 }, 4), 0).slice(0, 4);
    expect(larger).toEqual([0, 2.5, 7.5, 12.5]);
  });

  it('repeats the edge outside', () => {
    const crop = cropTo(picture, { x: -4, y: -4, width: 4, height: 4 }, 2);
    expect([...crop]).toEqual([0, 0, 7, 0, 0, 7, 0, 0, 7, 0, 0, 7]);
    expect(channel(cropTo(picture, { x: 20, y: 2, width: 2, height: 2 }, 2), 0)).toEqual([70, 70, 70, 70]);
  });
});
