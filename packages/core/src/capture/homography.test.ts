import { describe, expect, it } from 'vitest';
import { fitHomography, type Homography, residual } from './homography.ts';

/** A grid of points, and where a homography takes them. */
const grid = Float64Array.from({ length: 2 * 49 }, (_, i) =>
  i % 2 === 0 ? 100 + 20 * ((i >> 1) % 7) : 300 + 20 * Math.floor((i >> 1) / 7),
);
const take = (h: Homography, points: Float64Array) => {
  const result = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    const w = h[6] * x + h[7] * y + h[8];
    result[i] = (h[0] * x + h[1] * y + h[2]) / w;
    result[i + 1] = (h[3] * x + h[4] * y + h[5]) / w;
  }
  return result;
};
const turnedSheet: Homography = [0.8, 0.05, 30, -0.02, 1.02, 12, -0.0006, 0.0001, 1];

describe('fitHomography', () => {
  it('finds the one that the points were moved by', () => {
    const moved = take(turnedSheet, grid);
    const found = fitHomography(grid, moved)!;
    expect(residual(found, grid, moved)).toBeLessThan(1e-6);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(turnedSheet[i]!, 5);
    });
  });

  it('is not drawn away by a few points that lie elsewhere', () => {
    const moved = take(turnedSheet, grid);
    for (const i of [3, 20, 40]) moved[2 * i]! += 40;
    const clean = take(turnedSheet, grid);
    const found = fitHomography(grid, moved)!;
    const plain = grid.filter((_, i) => ![3, 20, 40].includes(i >> 1));
    const expected = clean.filter((_, i) => ![3, 20, 40].includes(i >> 1));
    expect(residual(found, plain, expected)).toBeLessThan(2);
  });

  it('says so where the points determine none', () => {
    const point = new Float64Array(20).fill(7);
    expect(fitHomography(point, grid.slice(0, 20))).toBeUndefined();
    const line = Float64Array.from({ length: 20 }, (_, i) => i >> 1);
    expect(fitHomography(line, line)).toBeUndefined();
  });
});
