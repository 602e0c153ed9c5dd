import type { CanonicalFace } from '@livephoto/models';
import { describe, expect, it } from 'vitest';
import { modelFile } from '../../testing/files.ts';
import { alignRotation, calibratedPose, type HeadPose, rotationAngles } from './pose.ts';

const canonical: CanonicalFace = JSON.parse(modelFile('canonical-face.json').toString('utf8'));

type Vector = [number, number, number];
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** The head nods (nose up for pitch > 0), then turns (nose to the picture's right), then leans clockwise. */
function turnHead([x, y, z]: Vector, { yaw, pitch, roll }: HeadPose): Vector {
  const [p, t, r] = [radians(pitch), radians(yaw), radians(roll)];
  const nodded: Vector = [x, y * Math.cos(p) + z * Math.sin(p), z * Math.cos(p) - y * Math.sin(p)];
  const turned: Vector = [
    nodded[0] * Math.cos(t) + nodded[2] * Math.sin(t),
    nodded[1],
    nodded[2] * Math.cos(t) - nodded[0] * Math.sin(t),
  ];
  return [
    turned[0] * Math.cos(r) + turned[1] * Math.sin(r),
    turned[1] * Math.cos(r) - turned[0] * Math.sin(r),
    turned[2],
  ];
}

/** Mesh points of the canonical face in this pose, `size` pixels to the centimetre, as a picture has them. */
function meshOf(pose: HeadPose, size = 20, at = { x: 400, y: 300 }): Float64Array {
  const points = new Float64Array(canonical.vertices.length);
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = turnHead(canonical.vertices.slice(i, i + 3) as Vector, pose);
    points.set([at.x + size * x, at.y - size * y, -size * z], i);
  }
  return points;
}

const poseOf = (points: Float64Array) =>
  rotationAngles(alignRotation(canonical.vertices, points, canonical.poseBasis));

function expectPose(found: HeadPose, expected: HeadPose, digits = 6): void {
  expect(found.yaw).toBeCloseTo(expected.yaw, digits);
  expect(found.pitch).toBeCloseTo(expected.pitch, digits);
  expect(found.roll).toBeCloseTo(expected.roll, digits);
}

const nose = 1;
const chin = 152;

describe('the turned mesh of these tests', () => {
  it('has the nose where the convention says', () => {
    const x = (points: Float64Array, vertex: number) => points[3 * vertex]!;
    const y = (points: Float64Array, vertex: number) => points[3 * vertex + 1]!;
    const straight = meshOf({ yaw: 0, pitch: 0, roll: 0 });
    expect(x(meshOf({ yaw: 20, pitch: 0, roll: 0 }), nose)).toBeGreaterThan(x(straight, nose));
    expect(y(meshOf({ yaw: 0, pitch: 20, roll: 0 }), nose)).toBeLessThan(y(straight, nose));
    // Clockwise: the chin swings to the picture's left.
    expect(x(meshOf({ yaw: 0, pitch: 0, roll: 20 }), chin)).toBeLessThan(x(straight, chin));
  });
});

describe('pose of a mesh', () => {
  it.each([
    [0, 0, 0],
    [25, 0, 0],
    [-25, 0, 0],
    [0, 15, 0],
    [0, -15, 0],
    [0, 0, 40],
    [0, 0, -40],
    [0, 0, 135],
    [0, 0, -179],
    [60, 30, -100],
    [-85, -50, 170],
  ])('comes back: yaw %i, pitch %i, roll %i', (yaw, pitch, roll) => {
    expectPose(poseOf(meshOf({ yaw, pitch, roll })), { yaw, pitch, roll });
  });

  it('is the same at any size and place', () => {
    const pose = { yaw: 12, pitch: -7, roll: 3 };
    expectPose(poseOf(meshOf(pose, 0.01, { x: -5000, y: 9000 })), pose, 5);
  });

  it('changes in roll alone when the picture is turned in its plane', () => {
    const points = meshOf({ yaw: 20, pitch: 10, roll: 5 });
    const [cos, sin] = [Math.cos(radians(70)), Math.sin(radians(70))];
    const turned = points.slice();
    for (let i = 0; i < points.length; i += 3) {
      turned[i] = points[i]! * cos - points[i + 1]! * sin;
      turned[i + 1] = points[i]! * sin + points[i + 1]! * cos;
    }
    expectPose(poseOf(turned), { yaw: 20, pitch: 10, roll: 75 });
  });

  it('keeps its pitch and changes the signs of yaw and roll when the picture is mirrored', () => {
    const points = meshOf({ yaw: 20, pitch: 10, roll: 5 });
    const mirrored = points.slice();
    for (let vertex = 0; vertex < 468; vertex++) {
      const other = counterpart(vertex);
      mirrored[3 * vertex] = 800 - points[3 * other]!;
      mirrored[3 * vertex + 1] = points[3 * other + 1]!;
      mirrored[3 * vertex + 2] = points[3 * other + 2]!;
    }
    expectPose(poseOf(mirrored), { yaw: -20, pitch: 10, roll: -5 }, 1);
  });

  it('barely moves when single points are off', () => {
    const points = meshOf({ yaw: 10, pitch: 5, roll: 0 });
    const { vertex } = canonical.poseBasis[0]!;
    points[3 * vertex]! += 2;
    const { yaw, pitch, roll } = poseOf(points);
    expect(Math.abs(yaw - 10)).toBeLessThan(2);
    expect(Math.abs(pitch - 5)).toBeLessThan(2);
    expect(Math.abs(roll)).toBeLessThan(2);
  });

  it('is a rotation and nothing else', () => {
    const [a, b, c, d, e, f, g, h, i] = alignRotation(
      canonical.vertices,
      meshOf({ yaw: -33, pitch: 21, roll: 77 }),
      canonical.poseBasis,
    );
    expect(a * a + d * d + g * g).toBeCloseTo(1, 9);
    expect(a * b + d * e + g * h).toBeCloseTo(0, 9);
    expect(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)).toBeCloseTo(1, 9);
  });

  it('stays finite when every point lies on one spot', () => {
    const pose = poseOf(new Float64Array(canonical.vertices.length).fill(100));
    for (const angle of Object.values(pose)) expect(angle).not.toBeNaN();
  });
});

/** The vertex on the other side of the face, by its place in the canonical one. */
function counterpart(vertex: number): number {
  const [x, y, z] = canonical.vertices.slice(3 * vertex, 3 * vertex + 3) as Vector;
  let best = 0;
  let least = Infinity;
  for (let other = 0; other < 468; other++) {
    const [ox, oy, oz] = canonical.vertices.slice(3 * other, 3 * other + 3) as Vector;
    const off = (ox + x) ** 2 + (oy - y) ** 2 + (oz - z) ** 2;
    if (off < least) [best, least] = [other, off];
  }
  return best;
}

describe('rotationAngles', () => {
  it('reads a face that looks aside by a right angle', () => {
    expectPose(rotationAngles([0, 0, 1, 0, 1, 0, -1, 0, 0]), { yaw: 90, pitch: 0, roll: 0 });
  });
});

describe('calibratedPose', () => {
  it('stretches yaw and pitch alike to both sides, and leaves roll and zero alone', () => {
    expectPose(calibratedPose({ yaw: 0, pitch: 0, roll: 33 }), { yaw: 0, pitch: 0, roll: 33 });
    const up = calibratedPose({ yaw: 10, pitch: 10, roll: 0 });
    const down = calibratedPose({ yaw: -10, pitch: -10, roll: 0 });
    expect(up.yaw).toBeGreaterThan(10);
    expect(up.pitch).toBeGreaterThan(10);
    expectPose(down, { yaw: -up.yaw, pitch: -up.pitch, roll: 0 });
  });
});
