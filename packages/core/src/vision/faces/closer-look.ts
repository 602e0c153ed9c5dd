/** A second look at a candidate from nearby: people stay faces from every distance and mirrored, the rest seldom does. */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { Pose2d } from '../landmarks/face-landmarker.ts';
import { type ImagePyramid, mirrored, turnedView } from '../sampling/affine.ts';
import { type DetectedFace, detectFaces, overlap } from './face-detector.ts';

/** Side of the detector's input for a closer look, in pixels. */
const lookSide = 128;
/** How much of the surroundings a look takes in: sides of the view over the longer side of the box. */
const lookDistances = [1.8, 2.5] as const;
/** A detection in a look is the candidate itself when it overlaps it more than this (intersection over union). */
const sameFaceOverlap = 0.35;

/** Mean logit of the candidate over several distances, each as it is and mirrored. */
export async function closerLook(
  detector: InferenceModel,
  pyramid: ImagePyramid,
  box: Box,
  upright: Pose2d,
): Promise<number> {
  const longer = Math.max(box.width, box.height);
  const sideways = Math.abs(upright.sin) > Math.abs(upright.cos);
  const size = { width: lookSide, height: lookSide };
  let sum = 0;
  for (const distance of lookDistances) {
    const step = (longer * distance) / lookSide;
    const width = (sideways ? box.height : box.width) / step;
    const height = (sideways ? box.width : box.height) / step;
    const expected = { x: (lookSide - width) / 2, y: (lookSide - height) / 2, width, height };
    const view = turnedView({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, step, upright, size);
    for (const seenAs of [view, mirrored(view, lookSide)]) {
      const found = await detectFaces(detector, pyramid, seenAs, {
        ...size,
        minScore: minLookScore,
        maxOverlap: 0.5,
      });
      sum += boundedLogit(bestMatch(found, expected));
    }
  }
  return sum / (2 * lookDistances.length);
}

/** Under this probability a look has seen nothing. */
const minLookScore = 0.02;

function bestMatch(found: readonly DetectedFace[], expected: Box): number {
  return found.reduce(
    (best, face) => (overlap(face.box, expected) > sameFaceOverlap ? Math.max(best, face.score) : best),
    0,
  );
}

/** Logit of a probability, kept within those of `least` and `1 - least` so that one look cannot outvote the others. */
export function boundedLogit(probability: number, least = 0.01): number {
  const bounded = Math.min(1 - least, Math.max(least, probability));
  return Math.log(bounded / (1 - bounded));
}
