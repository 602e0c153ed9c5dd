/** A second look at a candidate from nearby: people stay faces from every distance and mirrored, the rest seldom does. */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import { type ImagePyramid, mirrored, turnedView } from '../sampling/affine.ts';
import { type DetectedFace, detectFaces, overlap } from './face-detector.ts';
import {
  closeDistances,
  closeSide,
  leastOfLook,
  maxOverlapOfClose,
  minCloseScore,
  minOverlapOfClose,
} from './tuning.ts';

/** Mean logit of the candidate over several distances, each as it is and mirrored. */
export async function closerLook(
  detector: InferenceModel,
  pyramid: ImagePyramid,
  box: Box,
  roll: PlaneRotation,
): Promise<number> {
  const longer = Math.max(box.width, box.height);
  const sideways = Math.abs(roll.sin) > Math.abs(roll.cos);
  const size = { width: closeSide, height: closeSide };
  let sum = 0;
  for (const distance of closeDistances) {
    const step = (longer * distance) / closeSide;
    const width = (sideways ? box.height : box.width) / step;
    const height = (sideways ? box.width : box.height) / step;
    const expected = { x: (closeSide - width) / 2, y: (closeSide - height) / 2, width, height };
    const view = turnedView({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, step, roll, size);
    for (const seenAs of [view, mirrored(view, closeSide)]) {
      const found = await detectFaces(detector, pyramid, seenAs, {
        ...size,
        minScore: minCloseScore,
        maxOverlap: maxOverlapOfClose,
      });
      sum += boundedLogit(bestMatch(found, expected));
    }
  }
  return sum / (2 * closeDistances.length);
}

function bestMatch(found: readonly DetectedFace[], expected: Box): number {
  return found.reduce(
    (best, face) => (overlap(face.box, expected) > minOverlapOfClose ? Math.max(best, face.score) : best),
    0,
  );
}

/** Logit of a probability, kept within those of `least` and `1 - least` so that one look cannot outvote the others. */
export function boundedLogit(probability: number, least = leastOfLook): number {
  const bounded = Math.min(1 - least, Math.max(least, probability));
  return Math.log(bounded / (1 - bounded));
}
