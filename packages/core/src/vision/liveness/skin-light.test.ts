import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { readSkinLight } from './skin-light.ts';

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
const lively = (x: number, y: number) => (x * 31 + y * 57 + ((x * y) % 17) * 9) % 256;

describe('readSkinLight', () => {
  it('weighs the channels of a flat face as the eye does, and finds no colour that changes', () => {
    const light = readSkinLight(
      picture(160, () => [180, 140, 120]),
      whole(160),
    );
    expect(light.brightness).toBeCloseTo((77 * 180 + 150 * 140 + 29 * 120) / 256, 9);
    expect(light.colour).toBe(0);
  });

  it('sees no colour in grey, however lively it is', () => {
    const grey = picture(160, (x, y) => {
      const level = lively(x, y);
      return [level, level, level];
    });
    expect(readSkinLight(grey, whole(160)).colour).toBe(0);
  });

  it('sees colour where it differs from pixel to pixel, in one direction of it or in both', () => {
    const blue = picture(160, (x, y) => [100, 100, lively(x, y)]);
    const both = picture(160, (x, y) => [lively(y, x), 100, lively(x, y)]);
    expect(readSkinLight(blue, whole(160)).colour).toBeGreaterThan(0.7);
    expect(readSkinLight(both, whole(160)).colour).toBeGreaterThan(0.7);
  });

  it('answers for tiny faces and for faces beyond the edge', () => {
    const noisy = picture(90, (x, y) => [lively(x, y), (x * y) % 256, (x ^ y) % 256]);
    for (const face of [
      { x: -20, y: -30, width: 30, height: 40 },
      { x: 60, y: 70, width: 25, height: 33 },
      whole(90),
    ]) {
      const { brightness, colour } = readSkinLight(noisy, face);
      expect(brightness).toBeGreaterThan(0);
      expect(brightness).toBeLessThan(255);
      expect(colour).toBeGreaterThan(0);
      expect(colour).toBeLessThanOrEqual(1);
    }
  });
});
