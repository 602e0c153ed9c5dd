/**
 * Finds the face that a mask, dark glasses or a tight crop hides from the detector, where no face was found.
 *
 * Detector and landmarker are unsure of such a face, the obstruction net is not: what stays in sight (eyes and
 * forehead over a mask, nose, mouth and chin under glasses) lies where it belongs in a face, and the rest is covered.
 */
import { throwIfAborted } from '../errors.ts';
import type { InferenceModel } from '../ports.ts';
import type { Affine, ImagePyramid } from './affine.ts';
import { detectFaces } from './face-detector.ts';
import { type FaceLandmarks, readLandmarks, regionFromBox, regionFromLandmarks } from './face-landmarker.ts';
import { mapObstructions, type ObstructionMap } from './obstruction-net.ts';

export interface CoveredFace {
  readonly landmarks: FaceLandmarks;
  readonly map: ObstructionMap;
}

export interface CoveredFaceModels {
  readonly detector: InferenceModel;
  readonly landmarker: InferenceModel;
  readonly obstructionNet: InferenceModel;
}

/** Sides of the detector's input, in pixels. */
const longSide = 320;
const shortSide = 240;
/** How much larger than the picture each look is: a face that fills the picture is found from farther away. */
const distances = [1, 1.5, 2.2] as const;
/** The least that the detector must say of the best candidate; probability 0..1. */
const minScore = 0.05;
/** The least that the landmarker must say in the first or the second crop; probability 0..1. */
const minPresence = 0.3;

/**
 * The first candidate that is a face with a part of it covered; undefined when there is none.
 * Tuned on photos without a verdict: 27 of 40 covered faces, 3 of 107 pictures without people (2026-11-23).
 */
export async function findCoveredFace(
  models: CoveredFaceModels,
  pyramid: ImagePyramid,
  signal?: AbortSignal,
): Promise<CoveredFace | undefined> {
  for (const distance of distances) {
    throwIfAborted(signal);
    const { width, height } = pyramid.image;
    const size =
      width >= height ? { width: longSide, height: shortSide } : { width: shortSide, height: longSide };
    const view = viewOf(pyramid.image, size, distance);
    const [best] = await detectFaces(models.detector, pyramid, view, { ...size, minScore, maxOverlap: 0.4 });
    if (best === undefined) continue;
    const box = {
      x: view.x0 + best.box.x * view.xx,
      y: view.y0 + best.box.y * view.yy,
      width: best.box.width * view.xx,
      height: best.box.height * view.yy,
    };
    const upright = { cos: 1, sin: 0 };
    const first = await readLandmarks(models.landmarker, pyramid, regionFromBox(box, upright));
    const landmarks = await readLandmarks(models.landmarker, pyramid, regionFromLandmarks(first));
    if (Math.max(first.presence, landmarks.presence) < minPresence) continue;
    const map = await mapObstructions(models.obstructionNet, pyramid, landmarks.points);
    if (isPartOfAFace(map.visible)) return { landmarks, map };
  }
  return undefined;
}

/** The whole picture, unstretched, in the middle of the input, `distance` times as small as it could be. */
function viewOf(
  picture: { readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
  distance: number,
): Affine {
  const step = distance * Math.max(picture.width / size.width, picture.height / size.height);
  return {
    xx: step,
    xy: 0,
    x0: (picture.width - step * size.width) / 2,
    yx: 0,
    yy: step,
    y0: (picture.height - step * size.height) / 2,
  };
}

/** Clearly in sight, and clearly not; shares 0..1. */
const inSight = 0.85;
const foreheadInSight = 0.7;
const outOfSight = 0.5;

function isPartOfAFace({
  leftEye,
  rightEye,
  nose,
  mouth,
  chin,
  forehead,
}: ObstructionMap['visible']): boolean {
  const eyes = Math.min(leftEye, rightEye) >= inSight && forehead >= foreheadInSight;
  const masked = eyes && Math.max(mouth, chin) < outOfSight;
  const shaded = Math.min(nose, mouth, chin) >= inSight && Math.max(leftEye, rightEye) < outOfSight;
  return masked || shaded;
}
