/** Filling outlines: area, soft edges, and what lies outside the picture. */
import { describe, expect, it } from 'vitest';
import { fill, type Paint, type Point, pane, smooth, stroke } from './draw.ts';
import { createRaster } from './raster.ts';

const white: Paint = () => [255, 255, 255, 1];

/** Red values of a black picture after an outline was filled with white. */
function filled(outline: readonly Point[], width = 20, height = 20): number[] {
  const picture = createRaster(width, height);
  fill(picture, outline, white);
  return Array.from({ length: width * height }, (_, index) => picture.data[index * 4]!);
}

const area = (values: readonly number[]) => values.reduce((sum, value) => sum + value / 255, 0);

describe('fill', () => {
  it('covers as many pixels as the outline is large', () => {
    const square: Point[] = [
      [2.5, 3.5],
      [8.5, 3.5],
      [8.5, 7.5],
      [2.5, 7.5],
    ];
    const values = filled(square);
    expect(area(values)).toBeCloseTo(24, 5);
    expect(values[5 * 20 + 5]).toBe(255);
    expect(values[2 * 20 + 5]).toBe(0);
    expect(
      area(
        filled([
          [1, 1],
          [15, 1],
          [1, 15],
        ]),
      ),
    ).toBeCloseTo(98, 0);
  });

  it('mixes paint by opacity and coverage', () => {
    const picture = createRaster(4, 1);
    fill(
      picture,
      [
        [-0.5, -1],
        [1, -1],
        [1, 1],
        [-0.5, 1],
      ],
      () => [200, 100, 0, 0.5],
    );
    expect([...picture.data.slice(0, 12)]).toEqual([100, 50, 0, 0, 50, 25, 0, 0, 0, 0, 0, 0]);
  });

  it('leaves a hole where an outline crosses itself, and ignores what is outside', () => {
    const outside: Point[] = [
      [-10, -10],
      [40, -10],
      [40, 40],
      [-10, 40],
    ];
    expect(area(filled(outside))).toBeCloseTo(400, 5);
    expect(
      area(
        filled([
          [50, 50],
          [60, 50],
          [60, 60],
        ]),
      ),
    ).toBe(0);
  });
});

describe('outlines', () => {
  it('passes smoothly through every point', () => {
    const points: Point[] = [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ];
    expect(smooth(points, 'closed', 4).filter((_, index) => index % 4 === 0)).toEqual(points);
    expect(smooth(points, 'open', 4)).toHaveLength(13);
    expect(smooth(points, 'open', 4).at(-1)).toEqual([0, 10]);
  });

  it('gives a line its width and a pane its size', () => {
    expect(
      area(
        filled(
          stroke(
            [
              [2, 10],
              [10, 10],
              [18, 10],
            ],
            3,
          ),
        ),
      ),
    ).toBeCloseTo(48, 1);
    const [xs, ys] = [pane([10, 10], 6, 4).map(([x]) => x), pane([10, 10], 6, 4).map(([, y]) => y)];
    expect([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)].map(Math.round)).toEqual([
      4, 16, 6, 14,
    ]);
  });
});
