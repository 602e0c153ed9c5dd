import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { colourFlatness, readTexture, textureLength } from './texture.ts';

function picture(
  side: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): RgbImage {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) data.set(colour(x, y), (y * side + x) * 3);
  }
  return { width: side, height: side, data };
}

const whole = (side: number) => ({ x: 0, y: 0, width: side, height: side });
/** Share of the pixels of each kind: 0..8 brighter neighbours side by side, then everything else. */
const only = (kind: number) => Array.from({ length: 10 }, (_, i) => (i === kind ? 1 : 0));

describe('readTexture', () => {
  it('sees a flat face as equal neighbours all round, in all three planes', () => {
    const texture = readTexture(
      picture(160, () => [180, 140, 120]),
      whole(160),
    );
    expect(Array.from(texture.histogram)).toEqual([...only(8), ...only(8), ...only(8)]);
    expect(colourFlatness(texture.histogram)).toEqual({ flatter: 1, livelier: 1 });
    expect(texture.brightness).toBeCloseTo((77 * 180 + 150 * 140 + 29 * 120) / 256, 9);
  });

  it('tells a ramp of brightness from one of colour', () => {
    // Along a ramp five neighbours are at least as bright: one side and the pixel's own column.
    const bright = readTexture(
      picture(160, (x) => [x, x, x]),
      whole(160),
    );
    expect(bright.histogram[5]).toBeCloseTo(1, 12);
    // Falling green, rising blue, all else equal: the blue difference rises with it.
    const blue = readTexture(
      picture(160, (x) => [100, 100, x]),
      whole(160),
    );
    expect(blue.histogram[10 + 5]).toBeCloseTo(1, 12);
  });

  it('sees no colour in grey, however lively it is', () => {
    const { histogram } = readTexture(
      picture(160, (x, y) => {
        const level = (x * 31 + y * 57 + ((x * y) % 17) * 9) % 256;
        return [level, level, level];
      }),
      whole(160),
    );
    expect(colourFlatness(histogram)).toEqual({ flatter: 1, livelier: 1 });
    expect(histogram[8]).toBeLessThan(0.3);
  });

  it('is the same however the picture is turned', () => {
    const side = 200;
    const level = (x: number, y: number) => (x * x * 7 + y * 13 + ((x * y) % 29) * 5) % 256;
    const upright = picture(side, (x, y) => [level(x, y), level(y, x), level(x, y)]);
    const turned = picture(side, (x, y) => [
      level(side - 1 - y, x),
      level(x, side - 1 - y),
      level(side - 1 - y, x),
    ]);
    const a = readTexture(upright, { x: 36, y: 29.6, width: 128 / 0.85, height: 128 / 0.85 });
    const b = readTexture(turned, { x: 36, y: 29.6, width: 128 / 0.85, height: 128 / 0.85 });
    expect(a.histogram).toHaveLength(textureLength);
    for (let i = 0; i < textureLength; i++) expect(b.histogram[i]).toBeCloseTo(a.histogram[i]!, 1);
  });

  it('has shares that add up to one in each plane, for tiny faces at the edge too', () => {
    const noisy = picture(90, (x, y) => [(x * 31 + y * 17) % 256, (x * y) % 256, (x ^ y) % 256]);
    for (const face of [
      { x: -20, y: -30, width: 30, height: 40 },
      { x: 60, y: 70, width: 25, height: 33 },
      whole(90),
    ]) {
      const texture = readTexture(noisy, face);
      for (let plane = 0; plane < 3; plane++) {
        const shares = Array.from(texture.histogram.subarray(10 * plane, 10 * plane + 10));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }
    }
  });
});
