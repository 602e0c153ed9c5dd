import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { pictureArea } from './picture-area.ts';

/** A picture of smooth shades with bars of one level around it, give or take `noise` levels. */
function letterboxed(
  { width, height }: { width: number; height: number },
  bars: { top?: number; bottom?: number; left?: number; right?: number },
  level: number,
  noise = 0,
): RgbImage {
  const { top = 0, bottom = 0, left = 0, right = 0 } = bars;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= left && x < width - right && y >= top && y < height - bottom;
      const value = inside ? 40 + ((x * 3 + y * 5) % 160) : level + ((x * 7 + y * 3) % (noise + 1));
      data.fill(value, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return { width, height, data };
}

const size = { width: 80, height: 60 };
const whole = { x: 0, y: 0, ...size };

describe('pictureArea', () => {
  it('is the whole picture when nothing is uniform', () => {
    expect(pictureArea(letterboxed(size, {}, 0))).toEqual(whole);
  });

  it.each([0, 18, 128, 240, 255])('cuts bars of level %i off', (level) => {
    expect(pictureArea(letterboxed(size, { top: 8, bottom: 8 }, level))).toEqual({
      x: 0,
      y: 10,
      width: 80,
      height: 60 - 20,
    });
  });

  it('cuts coloured bars off, and no stripes', () => {
    const picture = letterboxed(size, {}, 0);
    const paint = (x: number, y: number, colour: readonly number[]) => {
      picture.data.set(colour, (y * size.width + x) * 3);
    };
    for (let y = 0; y < 8; y++) for (let x = 0; x < 80; x++) paint(x, y, [20, 200, 90]);
    expect(pictureArea(picture).y).toBe(10);
    // Two of the three channels are the same all along.
    for (let y = 0; y < 8; y++) for (let x = 0; x < 80; x += 2) paint(x, y, [20, 200, 140]);
    expect(pictureArea(picture)).toEqual(whole);
  });

  it('cuts bars off with the lines they bled into', () => {
    expect(pictureArea(letterboxed(size, { top: 8, bottom: 5 }, 0))).toEqual({
      x: 0,
      y: 10,
      width: 80,
      height: 60 - 10 - 7,
    });
    expect(pictureArea(letterboxed(size, { left: 12, right: 3 }, 255))).toEqual({
      x: 14,
      y: 0,
      width: 80 - 14 - 5,
      height: 60,
    });
  });

  it('takes what JPEG leaves in a bar, but not the grain of a dark room', () => {
    expect(pictureArea(letterboxed(size, { top: 8 }, 2, 10)).y).toBe(10);
    expect(pictureArea(letterboxed(size, { top: 8 }, 2, 14))).toEqual(whole);
  });

  it('leaves a single edge line alone', () => {
    expect(pictureArea(letterboxed(size, { top: 1 }, 0))).toEqual(whole);
  });

  it('never takes more than two fifths from a side, so that a black picture keeps a middle', () => {
    const black: RgbImage = { ...size, data: new Uint8Array(size.width * size.height * 3) };
    expect(pictureArea(black)).toEqual({ x: 32, y: 24, width: 16, height: 12 });
    expect(pictureArea({ width: 1, height: 1, data: new Uint8Array(3) })).toEqual({
      x: 0,
      y: 0,
      width: 1,
      height: 1,
    });
  });

  it('keeps something of the smallest picture', () => {
    for (let side = 1; side < 16; side++) {
      const area = pictureArea({ width: side, height: side, data: new Uint8Array(side * side * 3) });
      expect(area.width).toBeGreaterThan(0);
      expect(area.height).toBeGreaterThan(0);
    }
  });
});
