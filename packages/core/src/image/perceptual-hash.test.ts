import { describe, expect, it } from 'vitest';
import { looksTheSame, perceptualHash } from './perceptual-hash.ts';

const picture = (width: number, height: number, value: (x: number, y: number) => number) => {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.fill(value(x / width, y / height), 3 * (y * width + x), 3 * (y * width + x) + 3);
  }
  return { width, height, data };
};
const scene = (x: number, y: number) =>
  128 + 60 * Math.sin(9 * x + 2 * y) + 40 * Math.cos(13 * y - 4 * x) + 20 * Math.sin(31 * x * y);

describe('looksTheSame', () => {
  const hash = perceptualHash(picture(256, 192, scene));

  it('knows a picture again that was scaled or got noise', () => {
    expect(hash).toMatch(/^[0-9a-f]{66}$/);
    expect(looksTheSame(hash, perceptualHash(picture(640, 480, scene)))).toBe(true);
    const noisy = picture(256, 192, (x, y) => scene(x, y) + 6 * Math.sin(1e4 * (x + 31 * y)));
    expect(looksTheSame(hash, perceptualHash(noisy))).toBe(true);
  });

  it('takes another view, a brighter one, a mirrored one for another picture', () => {
    for (const other of [
      (x: number, y: number) => scene(x + 0.08, y),
      (x: number, y: number) => scene(1 - x, y),
      (x: number, y: number) => scene(x, y) + 12,
    ]) {
      expect(looksTheSame(hash, perceptualHash(picture(256, 192, other)))).toBe(false);
    }
    expect(looksTheSame(hash, '')).toBe(false);
    expect(looksTheSame('', '')).toBe(false);
  });
});
