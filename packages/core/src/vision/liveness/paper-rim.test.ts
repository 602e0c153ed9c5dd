import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { readPaperRim } from './paper-rim.ts';

const upright = { cos: 1, sin: 0 };
const face = { x: 140, y: 140, width: 120, height: 120 };

/** A dark head of 90 × 110 pixels around the middle of a face, on a dim wall, with what is drawn around it. */
function head(levelAt: (distance: number, x: number, y: number) => number | undefined): RgbImage {
  const side = 400;
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [across, down] = [(x - 200) / 90, (y - 200) / 110];
      const distance = Math.sqrt(across * across + down * down);
      const level = levelAt(distance, x, y) ?? (distance < 1 ? 60 : 120);
      data.fill(level, (y * side + x) * 3, (y * side + x) * 3 + 3);
    }
  }
  return { width: side, height: side, data };
}

const rimOf = (image: RgbImage, box = face, turn = upright) =>
  readPaperRim(new ImagePyramid(image), box, turn);
const isRim = (distance: number) => distance > 1 && distance < 1.04;

describe('readPaperRim', () => {
  it('finds a white rim around a head, as high as it stands over its surroundings', () => {
    expect(rimOf(head((distance) => (isRim(distance) ? 155 : undefined)))).toBeGreaterThan(25);
    expect(rimOf(head((distance) => (isRim(distance) ? 155 : undefined)))).toBeLessThanOrEqual(35);
    expect(rimOf(head((distance) => (isRim(distance) ? 255 : undefined)))).toBe(60);
  });

  it('finds none at a plain edge, however hard, nor where the rim is as wide as a scarf', () => {
    expect(rimOf(head(() => undefined))).toBeLessThan(1);
    expect(rimOf(head((distance) => (distance > 1 ? 255 : undefined)))).toBeLessThan(1);
    expect(rimOf(head((distance) => (distance > 1 && distance < 1.3 ? 255 : undefined)))).toBeLessThan(1);
  });

  it('wants it all around: a lamp behind one side of the hair makes no rim', () => {
    expect(rimOf(head((distance, x) => (isRim(distance) && x < 230 ? 255 : undefined)))).toBeLessThan(1);
  });

  it('sees it as well where the head lies on its side, or is large', () => {
    const image = head((distance) => (isRim(distance) ? 255 : undefined));
    const turned: RgbImage = { ...image, data: new Uint8Array(image.data.length) };
    const large: RgbImage = { width: 800, height: 800, data: new Uint8Array(800 * 800 * 3) };
    for (let y = 0; y < 800; y++) {
      for (let x = 0; x < 800; x++) {
        const from = ((y >> 1) * 400 + (x >> 1)) * 3;
        const level = image.data[from]!;
        large.data.fill(level, (y * 800 + x) * 3, (y * 800 + x) * 3 + 3);
        turned.data.fill(
          level,
          ((x >> 1) * 400 + 399 - (y >> 1)) * 3,
          ((x >> 1) * 400 + 399 - (y >> 1)) * 3 + 3,
        );
      }
    }
    expect(rimOf(turned, face, { cos: 0, sin: 1 })).toBe(60);
    expect(rimOf(large, { x: 280, y: 280, width: 240, height: 240 })).toBeGreaterThan(50);
  });

  it('takes nothing beside the picture for a rim', () => {
    const close = { x: 60, y: 60, width: 280, height: 280 };
    expect(
      rimOf(
        head((distance) => (distance < 3 ? 90 : undefined)),
        close,
      ),
    ).toBe(0);
  });
});
