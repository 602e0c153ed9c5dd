import { describe, expect, it } from 'vitest';
import { RowDownscaler, type Size, sizeWithin } from './downscale.ts';

function shrink(source: Size, target: Size, value: (x: number, y: number, channel: number) => number) {
  const downscaler = new RowDownscaler(source, target);
  for (let y = 0; y < source.height; y++) {
    const row = new Uint8Array(source.width * 3);
    for (let index = 0; index < row.length; index++) row[index] = value(Math.floor(index / 3), y, index % 3);
    downscaler.push(row);
  }
  return downscaler.image();
}

/** The same average, by areas in fractions of a pixel. */
function average(
  source: Size,
  target: Size,
  value: (x: number, y: number) => number,
  at: { x: number; y: number },
) {
  const stepX = source.width / target.width;
  const stepY = source.height / target.height;
  let sum = 0;
  for (let y = 0; y < source.height; y++) {
    const tall = Math.min(y + 1, (at.y + 1) * stepY) - Math.max(y, at.y * stepY);
    for (let x = 0; x < source.width; x++) {
      const wide = Math.min(x + 1, (at.x + 1) * stepX) - Math.max(x, at.x * stepX);
      if (tall > 0 && wide > 0) sum += tall * wide * value(x, y);
    }
  }
  return sum / (stepX * stepY);
}

describe('sizeWithin', () => {
  it('brings the longest side down and keeps the aspect', () => {
    expect(sizeWithin({ width: 4000, height: 3000 }, 1000, 1e9)).toEqual({ width: 1000, height: 750 });
    expect(sizeWithin({ width: 3000, height: 4001 }, 1000, 1e9)).toEqual({ width: 750, height: 1000 });
  });

  it('never enlarges, and never loses a side', () => {
    expect(sizeWithin({ width: 40, height: 30 }, 1000, 1e9)).toEqual({ width: 40, height: 30 });
    expect(sizeWithin({ width: 4000, height: 1 }, 10, 1e9)).toEqual({ width: 10, height: 1 });
  });

  it('keeps to the most pixels', () => {
    const { width, height } = sizeWithin({ width: 8000, height: 5000 }, Number.POSITIVE_INFINITY, 25e6);
    expect(width * height).toBeLessThanOrEqual(25e6);
    expect(width).toBeGreaterThan(6300);
  });
});

describe('RowDownscaler', () => {
  const noise = (x: number, y: number) => (x * 7919 + y * 104_729 + x * y * 31) % 256;
  const sizes: [Size, Size][] = [
    [
      { width: 8, height: 6 },
      { width: 4, height: 3 },
    ],
    [
      { width: 10, height: 7 },
      { width: 3, height: 5 },
    ],
    [
      { width: 7, height: 10 },
      { width: 6, height: 9 },
    ],
    [
      { width: 13, height: 11 },
      { width: 13, height: 4 },
    ],
    [
      { width: 31, height: 17 },
      { width: 1, height: 1 },
    ],
  ];

  for (const [source, target] of sizes) {
    it(`averages ${source.width} × ${source.height} to ${target.width} × ${target.height} by area`, () => {
      const { data } = shrink(source, target, (x, y, channel) => noise(x + channel * 50, y));
      for (let y = 0; y < target.height; y++) {
        for (let x = 0; x < target.width; x++) {
          for (let channel = 0; channel < 3; channel++) {
            const exact = average(source, target, (sx, sy) => noise(sx + channel * 50, sy), { x, y });
            expect(Math.abs(data[(y * target.width + x) * 3 + channel]! - exact)).toBeLessThanOrEqual(0.5001);
          }
        }
      }
    });
  }

  it('keeps a flat picture flat, white and black included', () => {
    for (const level of [0, 1, 127, 254, 255]) {
      const { data } = shrink({ width: 101, height: 67 }, { width: 40, height: 27 }, () => level);
      expect(new Set(data)).toEqual(new Set([level]));
    }
  });

  it('passes a picture of the right size through', () => {
    const { data } = shrink({ width: 3, height: 2 }, { width: 3, height: 2 }, noise);
    expect([...data.subarray(0, 6)]).toEqual([
      noise(0, 0),
      noise(0, 0),
      noise(0, 0),
      noise(1, 0),
      noise(1, 0),
      noise(1, 0),
    ]);
  });
});
