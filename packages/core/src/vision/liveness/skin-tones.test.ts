import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { readSkinTones } from './skin-tones.ts';

function picture(side: number, levelAt: (x: number, y: number) => number): RgbImage {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) data.fill(levelAt(x, y), (y * side + x) * 3, (y * side + x) * 3 + 3);
  }
  return { width: side, height: side, data };
}

const box = { x: 20, y: 20, width: 160, height: 160 };
const tones = (image: RgbImage, face = box) => [...readSkinTones(new ImagePyramid(image), face)];
/** Skin with a black pupil and a glint. */
const face = (skin: number, black: number, glint: number) =>
  picture(200, (x, y) => {
    if (x > 60 && x < 84 && y > 70 && y < 84) return black;
    return x > 110 && x < 125 && y > 90 && y < 105 ? glint : skin;
  });

describe('readSkinTones', () => {
  it('says how far highlights and blacks are from the skin', () => {
    expect(tones(face(112, 4, 232))).toEqual([240 / 120, 12 / 120]);
  });

  it('says the same of a face lit half as much, but for what noise may do in the dark', () => {
    const [bright, dark] = tones(face(56, 2, 116));
    expect(bright).toBeCloseTo(124 / 64, 9);
    expect(dark).toBeCloseTo(10 / 64, 9);
  });

  it('finds a print dull and its blacks raised', () => {
    const [bright, dark] = tones(face(112, 50, 150));
    expect(bright).toBeLessThan(1.4);
    expect(dark).toBeGreaterThan(0.4);
  });

  it('looks at the face alone, and holds where it ends with the picture or has no pixel', () => {
    const framed = picture(200, (x, y) => (Math.hypot(x - 100, y - 100) < 75 ? 100 : 255));
    expect(tones(framed)).toEqual([1, 1]);
    const [bright, dark] = tones(framed, { x: 120, y: 120, width: 160, height: 160 });
    expect(bright).toBe(1);
    expect(dark).toBeCloseTo(108 / 263, 9);
    expect(tones(framed, { x: 900, y: 900, width: 10, height: 10 })).toEqual([1, 1]);
  });
});
