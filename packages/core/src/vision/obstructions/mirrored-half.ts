/**
 * Finds the half of a face that the picture's edge leaves: with its mirror image beside it, it is a whole one.
 *
 * A face that is cut along the nose is no face to a detector. Mirrored at the edge it stands in the middle of what it sees, as
 * alike on both sides as no other thing that detector and landmarker are sure of.
 */
import type { InferenceModel } from '../../contract/ports.ts';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { searchPicture } from '../faces/whole-picture.ts';
import {
  type FaceLandmarks,
  noRotation,
  readLandmarks,
  regionFromBox,
  regionFromLandmarks,
} from '../landmarks/face-landmarker.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { halfDistances, maxFromEdge, minPresenceOfMirrored, minScoreOfHalf } from './tuning.ts';

export interface HalfFaceModels {
  readonly detector: InferenceModel;
  readonly landmarker: InferenceModel;
}

type Edge = 'left' | 'right';

/** The landmarks of the face that the left or the right edge cuts, in pixels of the picture: half of them lie outside. */
export async function findHalfFace(
  models: HalfFaceModels,
  pyramid: ImagePyramid,
): Promise<FaceLandmarks | undefined> {
  for (const edge of ['left', 'right'] as const) {
    const { image, shift } = mirroredAt(pyramid.image, edge);
    const found = await wholeFace(models, new ImagePyramid(image, pyramid.kernel));
    if (found) return moved(found, shift);
  }
  return undefined;
}

/** Of a picture as wide on both sides of its middle. */
async function wholeFace(
  { detector, landmarker }: HalfFaceModels,
  pyramid: ImagePyramid,
): Promise<FaceLandmarks | undefined> {
  const middle = pyramid.image.width / 2;
  for (const distance of halfDistances) {
    const seen = await searchPicture(detector, pyramid, {
      turn: noRotation,
      distance,
      minScore: minScoreOfHalf,
      maxCandidates: 2,
    });
    for (const { box } of seen) {
      if (Math.abs(box.x + box.width / 2 - middle) > maxFromEdge * box.width) continue;
      const first = await readLandmarks(landmarker, pyramid, regionFromBox(box, noRotation));
      const fit = await readLandmarks(landmarker, pyramid, regionFromLandmarks(first));
      if (Math.min(first.presence, fit.presence) >= minPresenceOfMirrored) return fit;
    }
  }
  return undefined;
}

/** What lies at one edge of a picture, as far in as it is high at most, and its mirror image beyond that edge. */
export function mirroredAt(
  { width, height, data }: RgbImage,
  edge: Edge,
): { image: RgbImage; shift: number } {
  const side = Math.min(width, height);
  const mirrored = new Uint8Array(3 * 2 * side * height);
  for (let row = 0; row < height; row++) {
    for (let i = 0; i < side; i++) {
      const from = 3 * (row * width + (edge === 'left' ? i : width - 1 - i));
      const start = 3 * 2 * side * row;
      for (const to of [start + 3 * (side + i), start + 3 * (side - 1 - i)]) {
        mirrored[to] = data[from]!;
        mirrored[to + 1] = data[from + 1]!;
        mirrored[to + 2] = data[from + 2]!;
      }
    }
  }
  return {
    image: { width: 2 * side, height, data: mirrored },
    shift: edge === 'left' ? -side : width - side,
  };
}

function moved(landmarks: FaceLandmarks, shift: number): FaceLandmarks {
  const { region, points } = landmarks;
  return {
    ...landmarks,
    points: points.map((value, i) => (i % 3 === 0 ? value + shift : value)),
    region: { ...region, centre: { ...region.centre, x: region.centre.x + shift } },
  };
}
