/**
 * Places MediaPipe FaceMesh's 468 points on a face.
 *
 * The net wants an upright face in a square crop; the crop is first cut from the detector's box, then again from
 * the points it gave, until the face stands straight in it.
 */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Box, Point } from '../../contract/rgb-image.ts';
import {
  applyAffine,
  type ImagePyramid,
  mirrored,
  type Region,
  regionAffine,
  sample,
} from '../sampling/affine.ts';
import { cropMargin, landmarkerSide } from './tuning.ts';

/** Points of the mesh. */
export const landmarkCount = 468;

/** Mesh points of the outer eye corners; `right` is the person's own right eye, at the picture's left. */
export const eyeCorners = {
  rightOuter: 33,
  rightInner: 133,
  leftInner: 362,
  leftOuter: 263,
} as const;

/** A rotation in the picture's plane: cosine and sine of a clockwise angle. */
export interface PlaneRotation {
  readonly cos: number;
  readonly sin: number;
}

export const noRotation: PlaneRotation = { cos: 1, sin: 0 };

export interface FaceLandmarks {
  /** x, y, z of each point in turn: pixels of the picture; z grows away from the camera, in the same unit. */
  readonly points: Float64Array;
  /** Probability 0..1 that the crop holds a face. */
  readonly presence: number;
  /** How the line through the eyes runs, from the picture's left to its right when the head is upright. */
  readonly roll: PlaneRotation;
  /** The crop that they were read from. */
  readonly region: Region;
}

/** The first crop: the detector's box, squared and grown, rolled as `roll` says. */
export function regionFromBox(box: Box, roll: PlaneRotation): Region {
  return {
    centre: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    size: Math.max(box.width, box.height) * cropMargin,
    cos: roll.cos,
    sin: roll.sin,
  };
}

/** The crop that a tracker would use next: around all points, turned so that the eyes are level. */
export function regionFromLandmarks({
  points,
  roll: { cos, sin },
}: Pick<FaceLandmarks, 'points' | 'roll'>): Region {
  let minU = Infinity;
  let maxU = -Infinity;
  let minV = Infinity;
  let maxV = -Infinity;
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i]!;
    const y = points[i + 1]!;
    const u = x * cos + y * sin;
    const v = y * cos - x * sin;
    if (u < minU) minU = u;
    if (u > maxU) maxU = u;
    if (v < minV) minV = v;
    if (v > maxV) maxV = v;
  }
  const u = (minU + maxU) / 2;
  const v = (minV + maxV) / 2;
  return {
    centre: { x: u * cos - v * sin, y: u * sin + v * cos },
    size: Math.max(maxU - minU, maxV - minV) * cropMargin,
    cos,
    sin,
  };
}

/** How the line from the right to the left eye runs in the picture. */
export function rollOf(points: Float64Array): PlaneRotation {
  const right = pointAt(points, eyeCorners.rightOuter);
  const left = pointAt(points, eyeCorners.leftOuter);
  const dx = left.x - right.x;
  const dy = left.y - right.y;
  const length = Math.sqrt(dx * dx + dy * dy);
  return length > 0 ? { cos: dx / length, sin: dy / length } : noRotation;
}

/**
 * Runs the net once on `region`.
 * @param mirror When given, the net sees the region mirrored; its points are put back where they belong by this table of
 * vertices (`meshMirror`).
 */
export async function readLandmarks(
  model: InferenceModel,
  pyramid: ImagePyramid,
  region: Region,
  mirror?: Uint16Array,
): Promise<FaceLandmarks> {
  const plain = regionAffine(region, landmarkerSide);
  const affine = mirror ? mirrored(plain, landmarkerSide) : plain;
  const input = sample(pyramid, affine, {
    width: landmarkerSide,
    height: landmarkerSide,
    layout: 'NCHW',
    colorOrder: 'RGB',
    mean: 0,
    scale: 255,
    outside: 'edge',
  });
  const { landmarks, presence } = await model.run({ input });
  const raw = landmarks!.data;
  const depth = region.size / landmarkerSide;
  const points = new Float64Array(landmarkCount * 3);
  for (let vertex = 0; vertex < landmarkCount; vertex++) {
    const seen = 3 * (mirror ? mirror[vertex]! : vertex);
    const point = applyAffine(affine, raw[seen]!, raw[seen + 1]!);
    points[3 * vertex] = point.x;
    points[3 * vertex + 1] = point.y;
    points[3 * vertex + 2] = raw[seen + 2]! * depth;
  }
  return { points, presence: 1 / (1 + Math.exp(-presence!.data[0]!)), roll: rollOf(points), region };
}

export function pointAt(points: Float64Array, index: number): Point {
  return { x: points[3 * index]!, y: points[3 * index + 1]! };
}
