import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../contract/rgb-image.ts';
import { ImagePyramid } from '../vision/sampling/affine.ts';
import { explainedBy, facePatch, planeLikeness } from './plane.ts';

const size = 240;

/** A relief seen from a side: every spot of a drawn face moves by its height times `yaw`, and a plane by nothing. */
function seen(yaw: number, height: (x: number, y: number) => number, blank = false) {
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      // Where the spot that is seen here was straight ahead: a few rounds suffice, as the relief is smooth.
      let from = x;
      for (let round = 0; round < 8; round++) from = x - yaw * height(from, y);
      data.fill(blank ? 120 : drawn(from, y), 3 * (y * size + x), 3 * (y * size + x) + 3);
    }
  }
  const image: RgbImage = { width: size, height: size, data };
  return facePatch(new ImagePyramid(image), meshOf(yaw, height));
}

/** Brightness of something with marks of every size, as faces have. */
const drawn = (x: number, y: number) =>
  128 + 50 * Math.sin(x / 9 + y / 31) * Math.cos(y / 11) + 40 * Math.sin((x * y) / 2100);

/** Points all over a face, those at its outline among them; eyes where rolls are read. */
function meshOf(yaw: number, height: (x: number, y: number) => number): Float64Array {
  const points = new Float64Array(468 * 3);
  for (let i = 0; i < 468; i++) {
    const turn = i * 2.399963;
    const out = 70 * Math.sqrt((i + 0.5) / 468);
    place(i, size / 2 + out * Math.cos(turn), size / 2 + out * Math.sin(turn));
  }
  const outline = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176,
    149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
  ];
  for (const [k, vertex] of outline.entries()) {
    const turn = (2 * Math.PI * k) / outline.length;
    place(vertex, size / 2 + 75 * Math.sin(turn), size / 2 - 75 * Math.cos(turn));
  }
  for (const [vertex, x] of [
    [33, -35],
    [133, -15],
    [362, 15],
    [263, 35],
  ] as const) {
    place(vertex, size / 2 + x, size / 2 - 20);
  }
  return points;

  function place(vertex: number, x: number, y: number): void {
    points.set([x + yaw * height(x, y), y, 0], 3 * vertex);
  }
}

const flat = () => 0;
/** A tilted plane: what lies to the right comes nearer. */
const tilted = (x: number) => (x - size / 2) * 0.6;
/** A bump as a nose is on a face. */
const bump = (x: number, y: number) => 55 * Math.exp(-((x - size / 2) ** 2 + (y - size / 2) ** 2) / 900);

/** Paper over an upright cylinder. */
const bent = (x: number) => 70 * Math.sqrt(Math.max(0, 1 - ((x - size / 2) / 95) ** 2));

describe('explainedBy', () => {
  it('lays the picture on bent paper over itself as on a sheet, not as on a plane', () => {
    const { plane, sheet } = explainedBy(seen(0, bent), seen(0.5, bent))!;
    expect(plane).toBeLessThan(0.985);
    expect(sheet).toBeGreaterThan(0.995);
  });

  it('leaves what no upright sheet has: a nose', () => {
    const { plane, sheet } = explainedBy(seen(0, bump), seen(0.4, bump))!;
    expect(sheet).toBeGreaterThanOrEqual(plane);
    expect(sheet).toBeLessThan(0.98);
  });

  it('says nothing of a blank face', () => {
    expect(explainedBy(seen(0, flat, true), seen(0, flat, true))).toBeUndefined();
  });
});

describe('planeLikeness', () => {
  it('explains one plane by another, however it is turned', () => {
    expect(planeLikeness(seen(0, flat), seen(0, flat))).toBeCloseTo(1, 6);
    expect(planeLikeness(seen(0, tilted), seen(0.3, tilted))).toBeGreaterThan(0.98);
  });

  it('does not explain depth, and the less the farther it turns', () => {
    const near = planeLikeness(seen(0, bump), seen(0.3, bump))!;
    const far = planeLikeness(seen(0, bump), seen(0.5, bump))!;
    expect(near).toBeLessThan(0.98);
    expect(far).toBeLessThan(near);
  });

  it('finds the plane by its pixels where the mesh sees depth that is not there', () => {
    const straight = seen(0, flat);
    const wrong = { ...straight, points: seen(0.3, bump).points };
    expect(planeLikeness(straight, wrong)).toBeGreaterThan(0.98);
  });

  it('takes other light and contrast for the same', () => {
    const straight = seen(0, flat);
    const darker = { ...straight, brightness: straight.brightness.map((value) => 0.5 * value + 20) };
    expect(planeLikeness(straight, darker)).toBeGreaterThan(0.999);
  });

  it('says nothing of a blank face, or of one whose points lie on a line', () => {
    expect(planeLikeness(seen(0, flat, true), seen(0, flat, true))).toBeUndefined();
    const straight = seen(0, flat);
    const line = { ...straight, points: straight.points.map((value, i) => (i % 2 === 0 ? value : 30)) };
    expect(planeLikeness(line, straight)).toBeUndefined();
  });
});
