import { describe, expect, it } from 'vitest';
import type { InferenceModel, Tensor } from '../../contract/ports.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import {
  eyeCorners,
  landmarkCount,
  noRotation,
  readLandmarks,
  regionFromBox,
  regionFromLandmarks,
} from './face-landmarker.ts';

const pyramid = new ImagePyramid({ width: 200, height: 200, data: new Uint8Array(200 * 200 * 3).fill(51) });

/** A net that answers these points, in pixels of its 192 x 192 input, and the middle for the others. */
function answering(
  points: Record<number, [number, number, number]>,
  presence: number,
  inputs: Tensor[] = [],
): InferenceModel {
  const data = new Float32Array(landmarkCount * 3);
  for (let i = 0; i < landmarkCount; i++) data.set(points[i] ?? [96, 96, 0], 3 * i);
  return {
    run: async ({ input }) => {
      inputs.push(input!);
      return {
        landmarks: { data, dims: [1, 1404] },
        presence: { data: Float32Array.of(presence), dims: [1, 1] },
      };
    },
    dispose: async () => {},
  };
}

describe('regionFromBox', () => {
  it('squares the longer side and grows it by half', () => {
    expect(regionFromBox({ x: 10, y: 20, width: 40, height: 60 }, { cos: 0, sin: 1 })).toEqual({
      centre: { x: 30, y: 50 },
      size: 90,
      cos: 0,
      sin: 1,
    });
  });
});

describe('readLandmarks', () => {
  const eyes: Record<number, [number, number, number]> = {
    [eyeCorners.rightOuter]: [48, 96, -19.2],
    [eyeCorners.leftOuter]: [144, 96, 0],
  };

  it('maps points back to the picture, depth in the same unit', async () => {
    const region = { centre: { x: 100, y: 80 }, size: 96, ...noRotation };
    const { points, presence, roll: found } = await readLandmarks(answering(eyes, 0), pyramid, region);
    expect([...points.subarray(0, 3)]).toEqual([100, 80, 0]);
    const at = 3 * eyeCorners.rightOuter;
    expect([...points.subarray(at, at + 2)]).toEqual([76, 80]);
    expect(points[at + 2]).toBeCloseTo(-9.6, 5);
    expect(presence).toBe(0.5);
    expect(found).toEqual(noRotation);
  });

  it('knows how the eyes stand in a turned crop', async () => {
    const region = { centre: { x: 100, y: 80 }, size: 192, cos: 0, sin: 1 };
    const { points, roll: found, presence } = await readLandmarks(answering(eyes, 4), pyramid, region);
    // The crop's right is the picture's bottom.
    const at = 3 * eyeCorners.leftOuter;
    expect([...points.subarray(at, at + 2)]).toEqual([100, 128]);
    expect(found).toEqual({ cos: 0, sin: 1 });
    expect(presence).toBeCloseTo(0.982014, 6);
  });

  it('feeds p / 255, the edge repeated beyond the picture', async () => {
    const inputs: Tensor[] = [];
    await readLandmarks(answering({}, 0, inputs), pyramid, {
      centre: { x: 0, y: 0 },
      size: 300,
      ...noRotation,
    });
    expect(inputs[0]!.dims).toEqual([1, 3, 192, 192]);
    expect(inputs[0]!.data.every((value) => Math.abs(value - 0.2) < 1e-6)).toBe(true);
  });

  it('calls a face level whose eyes fall together', async () => {
    const region = { centre: { x: 0, y: 0 }, size: 10, ...noRotation };
    expect((await readLandmarks(answering({}, 0), pyramid, region)).roll).toEqual(noRotation);
  });
});

describe('regionFromLandmarks', () => {
  const landmarks = (corners: number[][], stand = noRotation) => ({
    points: Float64Array.from(corners.flatMap(([x, y]) => [x!, y!, 0])),
    presence: 1,
    roll: stand,
  });

  it('bounds the points with a square, grown by half', () => {
    expect(
      regionFromLandmarks(
        landmarks([
          [10, 20],
          [50, 30],
          [30, 100],
        ]),
      ),
    ).toEqual({
      centre: { x: 30, y: 60 },
      size: 120,
      cos: 1,
      sin: 0,
    });
  });

  it('bounds them along the line of the eyes', () => {
    const half = Math.SQRT1_2;
    // The corners of a square of side 10 that stands on its tip at the origin.
    const tilted = [
      [0, 0],
      [10 * half, 10 * half],
      [0, 20 * half],
      [-10 * half, 10 * half],
    ];
    const { centre, size } = regionFromLandmarks(landmarks(tilted, { cos: half, sin: half }));
    expect(centre.x).toBeCloseTo(0, 9);
    expect(centre.y).toBeCloseTo(10 * half, 9);
    expect(size).toBeCloseTo(15, 9);
  });
});
