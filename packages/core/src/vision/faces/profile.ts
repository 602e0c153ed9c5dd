/**
 * How far a head is turned of which the mesh knows nothing.
 *
 * Of a profile the landmarker makes anything, and says so: its presence is low. The second detector knows profiles. Its
 * eyes lie in front of its ears by a share of its box that grows with the sine of the yaw.
 */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import { type ImagePyramid, turnedView } from '../sampling/affine.ts';
import { containment } from './face-detector.ts';
import { detectFullRangeFaces } from './full-range-detector.ts';
import {
  eyesAheadInProfile,
  maxOverlapOfFullRange,
  minProfileContainment,
  minProfileScore,
  profileDistance,
  profileSide,
} from './tuning.ts';

/**
 * Degrees, > 0 to the right edge of the picture as the face stands; undefined when the detector sees no face in `box`.
 * Off by 7 degrees on average within 45 degrees, so of use only where the mesh is of none.
 */
export async function profileYaw(
  fullRangeDetector: InferenceModel,
  pyramid: ImagePyramid,
  { box, turn }: { readonly box: Box; readonly turn: PlaneRotation },
): Promise<number | undefined> {
  const step = (Math.max(box.width, box.height) * profileDistance) / profileSide;
  const size = { width: profileSide, height: profileSide };
  const view = turnedView({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, step, turn, size);
  const found = await detectFullRangeFaces(fullRangeDetector, pyramid, view, {
    ...size,
    minScore: minProfileScore,
    maxOverlap: maxOverlapOfFullRange,
  });
  const side = profileSide / profileDistance;
  const expected = { x: (profileSide - side) / 2, y: (profileSide - side) / 2, width: side, height: side };
  const face = found.find((one) => containment(one.box, expected) >= minProfileContainment);
  if (face === undefined) return undefined;
  const [rightEye, leftEye, , , rightEar, leftEar] = face.points;
  const ahead = (rightEye!.x + leftEye!.x - rightEar!.x - leftEar!.x) / 2 / face.width;
  const sine = Math.max(-1, Math.min(1, ahead / eyesAheadInProfile));
  return (Math.asin(sine) * 180) / Math.PI;
}
