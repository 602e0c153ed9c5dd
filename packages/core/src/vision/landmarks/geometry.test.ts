import type { CanonicalFace } from '@livephoto/models';
import { describe, expect, it } from 'vitest';
import { modelFile } from '../../testing/files.ts';
import { measureGeometry } from './geometry.ts';
import { calibratedPose } from './pose.ts';

const canonical: CanonicalFace = JSON.parse(modelFile('canonical-face.json').toString('utf8'));
const picture = { width: 800, height: 1000 };
/** Pixels to the centimetre. */
const size = 20;

/** The canonical face turned by `yaw` degrees to the picture's right, its origin at `x`, `y`. */
function meshAt(x: number, y: number, yaw = 0): Float64Array {
  const [cos, sin] = [Math.cos((yaw * Math.PI) / 180), Math.sin((yaw * Math.PI) / 180)];
  const points = new Float64Array(canonical.vertices.length);
  for (let i = 0; i < points.length; i += 3) {
    const [vx, vy, vz] = canonical.vertices.slice(i, i + 3) as [number, number, number];
    points.set([x + size * (vx * cos + vz * sin), y - size * vy, -size * (vz * cos - vx * sin)], i);
  }
  return points;
}

const coordinates = (axis: number) => canonical.vertices.filter((_, i) => i % 3 === axis);
const x = (vertex: number) => canonical.vertices[3 * vertex]!;
/** Between the middles of both eyes' corners (33 and 133, 362 and 263) of the canonical face, in pixels. */
const eyesApart = size * ((x(362) + x(263)) / 2 - (x(33) + x(133)) / 2);

describe('measureGeometry', () => {
  it('measures a straight face in the middle', () => {
    const top = Math.max(...coordinates(1));
    const bottom = Math.min(...coordinates(1));
    const { pose, interEyeDistance, faceHeight, offCentre, outside } = measureGeometry(
      meshAt(400, 500 + (size * (top + bottom)) / 2),
      canonical,
      picture,
    );
    expect(pose.yaw).toBeCloseTo(0, 6);
    expect(pose.pitch).toBeCloseTo(0, 6);
    expect(pose.roll).toBeCloseTo(0, 6);
    expect(interEyeDistance).toBeCloseTo(eyesApart, 6);
    expect(faceHeight).toBeCloseTo((size * (top - bottom)) / 1000, 6);
    expect(offCentre).toBeCloseTo(0, 3);
    expect(outside).toBe(0);
  });

  it('takes a turned head for no smaller one: the distance is multiplied by the secant of the yaw', () => {
    const { pose, interEyeDistance } = measureGeometry(meshAt(400, 500, 30), canonical, picture);
    expect(pose.yaw).toBeCloseTo(calibratedPose({ yaw: 30, pitch: 0, roll: 0 }).yaw, 6);
    const seen = eyesApart * Math.cos(Math.PI / 6);
    expect(interEyeDistance).toBeCloseTo(seen / Math.cos((pose.yaw * Math.PI) / 180), 6);
  });

  it('no more than doubles it, where the far eye is hidden', () => {
    const { interEyeDistance } = measureGeometry(meshAt(400, 500, 80), canonical, picture);
    expect(interEyeDistance).toBeCloseTo(2 * eyesApart * Math.cos((80 * Math.PI) / 180), 6);
  });

  it.each([
    [400 + 160, 500, 0.2],
    [400 - 80, 500, 0.1],
    [400, 500 + 300, 0.3],
    [400 + 80, 500 - 250, 0.25],
  ])('off centre: at (%i, %i) by %f, whichever side is worse', (atX, atY, expected) => {
    const middle = (size * (Math.max(...coordinates(1)) + Math.min(...coordinates(1)))) / 2;
    const { offCentre } = measureGeometry(meshAt(atX, atY + middle), canonical, picture);
    expect(offCentre).toBeCloseTo(expected, 3);
  });

  it('counts the points that lie outside the picture, and not those on its edge', () => {
    const half = measureGeometry(meshAt(0, 500), canonical, picture).outside;
    const left = coordinates(0).filter((value) => value < 0).length;
    expect(half).toBeCloseTo(left / 468, 9);
    expect(measureGeometry(meshAt(-5000, 500), canonical, picture).outside).toBe(1);
    expect(measureGeometry(meshAt(400, 5000), canonical, picture).outside).toBe(1);
  });
});
