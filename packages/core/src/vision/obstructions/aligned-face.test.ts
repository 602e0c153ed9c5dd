import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { landmarkCount } from '../landmarks/face-landmarker.ts';
import { applyAffine } from '../sampling/affine.ts';
import { alignedAffine, toAligned } from './aligned-face.ts';
import { alignedCentre, anchors, regionOutlines } from './face-regions.ts';
import { alignedSide, alignedWidth } from './tuning.ts';

/** A mesh whose anchors are the canonical ones, turned, grown and moved; the other vertices stay at 0. */
function meshOf(degrees: number, pixelsPerCentimetre: number, x0: number, y0: number): Float64Array {
  const cos = Math.cos((degrees * Math.PI) / 180) * pixelsPerCentimetre;
  const sin = Math.sin((degrees * Math.PI) / 180) * pixelsPerCentimetre;
  const points = new Float64Array(landmarkCount * 3);
  for (const [vertex, x, y] of anchors) {
    points[3 * vertex] = cos * x + sin * y + x0;
    points[3 * vertex + 1] = sin * x - cos * y + y0;
  }
  return points;
}

describe('alignedAffine', () => {
  it.each([
    [0, 10],
    [35, 3],
    [-120, 40],
  ])(
    'lays a face turned by %s degrees at %s pixels per centimetre upright into the crop',
    (degrees, size) => {
      const points = meshOf(degrees, size, 320, 240);
      const affine = alignedAffine(points);
      for (const [vertex, x, y] of anchors) {
        const found = toAligned(affine, { x: points[3 * vertex]!, y: points[3 * vertex + 1]! });
        expect(found.x).toBeCloseTo(((x - alignedCentre.x) / alignedWidth + 0.5) * alignedSide, 6);
        expect(found.y).toBeCloseTo(((alignedCentre.y - y) / alignedWidth + 0.5) * alignedSide, 6);
      }
    },
  );

  it('goes there and back', () => {
    const affine = alignedAffine(meshOf(12, 7, 100, 50));
    const there = applyAffine(affine, 31, 77);
    const back = toAligned(affine, there);
    expect(back.x).toBeCloseTo(31, 9);
    expect(back.y).toBeCloseTo(77, 9);
  });

  it('weighs every anchor: one point that is far off moves the crop a little', () => {
    const points = meshOf(0, 10, 320, 240);
    const straight = applyAffine(alignedAffine(points), 64, 64);
    points[3 * 152 + 1]! += 23;
    const moved = applyAffine(alignedAffine(points), 64, 64);
    expect(moved.y - straight.y).toBeGreaterThan(0.2);
    expect(moved.y - straight.y).toBeLessThan(4);
  });
});

describe('face regions', () => {
  it('are those that the net was trained on', () => {
    const table = JSON.parse(
      readFileSync(
        new URL('../../../../../models/training/obstructions/regions.json', import.meta.url),
        'utf8',
      ),
    );
    expect(Object.fromEntries(anchors.map(([vertex, x, y]) => [vertex, [x, y]]))).toEqual(table.crop.anchors);
    expect(alignedSide).toBe(table.crop.size);
    expect(alignedWidth).toBe(table.crop.side);
    expect([alignedCentre.x, alignedCentre.y]).toEqual(table.crop.centre);
    expect(regionOutlines).toEqual(table.regions);
  });
});
