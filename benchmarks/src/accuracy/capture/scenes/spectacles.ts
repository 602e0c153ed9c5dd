/** Draws spectacles over the eyes of a picture: dark rims and a bridge, which then turn with the face. */
import type { RgbImage } from '@livephoto/core';

/** Corners of the eyes among the mesh points. */
const eyes = [
  [33, 133],
  [362, 263],
] as const;
const rim = 30;

export function withSpectacles({ width, height, data }: RgbImage, points: Float64Array): RgbImage {
  const painted = new Uint8Array(data);
  const lenses = eyes.map(([a, b]) => {
    const [dx, dy] = [points[3 * b]! - points[3 * a]!, points[3 * b + 1]! - points[3 * a + 1]!];
    return {
      x: (points[3 * a]! + points[3 * b]!) / 2,
      y: (points[3 * a + 1]! + points[3 * b + 1]!) / 2,
      radius: 0.85 * Math.hypot(dx, dy),
    };
  });
  const thick = Math.max(1.5, 0.09 * lenses[0]!.radius);
  const between = (x: number, y: number) => {
    const [left, right] = lenses as [(typeof lenses)[0], (typeof lenses)[0]];
    const along = (x - left.x) / (right.x - left.x);
    const level = left.y + along * (right.y - left.y);
    return x > left.x + left.radius && x < right.x - right.radius && Math.abs(y - level) < thick;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const onRim = lenses.some(
        (lens) => Math.abs(Math.hypot(x - lens.x, (y - lens.y) * 1.25) - lens.radius) < thick,
      );
      if (onRim || between(x, y)) painted.fill(rim, 3 * (y * width + x), 3 * (y * width + x) + 3);
    }
  }
  return { width, height, data: painted };
}
