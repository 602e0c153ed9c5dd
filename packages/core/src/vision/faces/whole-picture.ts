/** Looks for faces in the whole picture at once: unstretched, in the middle of a detector's input. */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import { type Affine, applyAffine, type ImagePyramid, turnedView } from '../sampling/affine.ts';
import { type DetectedFace, detectFaces, type FaceDetectorOptions } from './face-detector.ts';
import { detectFullRangeFaces } from './full-range-detector.ts';
import { fullRangeStep, maxOverlapOfFullRange, maxOverlapOfSearch, searchSides } from './tuning.ts';

export interface PictureSearch {
  /** How finely the picture is looked at; `full` when left out. */
  readonly detail?: keyof typeof searchSides;
  /** Which way up the picture is looked at: a whole number of quarter turns. */
  readonly turn: PlaneRotation;
  /** How many times smaller than it could be the picture is seen. */
  readonly distance: number;
  /** Candidates under this probability are dropped. */
  readonly minScore: number;
  /** Only the surest candidates are answered. */
  readonly maxCandidates: number;
}

/** Surest first; boxes in pixels of the picture. */
export async function searchPicture(
  detector: InferenceModel,
  pyramid: ImagePyramid,
  { detail = 'full', turn, distance, minScore, maxCandidates }: PictureSearch,
): Promise<DetectedFace[]> {
  const [across, down] = sidesOf(pyramid, turn);
  const { long, short } = searchSides[detail];
  const size = across >= down ? { width: long, height: short } : { width: short, height: long };
  const view = wholeView(pyramid, turn, size, distance);
  const found = await detectFaces(detector, pyramid, view, {
    ...size,
    minScore,
    maxOverlap: maxOverlapOfSearch,
  });
  return inPicture(found, view, maxCandidates);
}

export interface FullRangeSearch extends Omit<PictureSearch, 'distance'> {
  /** Longer side of the detector's input, in pixels: a multiple of 32. The shorter one is as long as the picture asks for. */
  readonly side: number;
}

/**
 * As `searchPicture`, with the full-range detector: at a small side it finds faces that fill the frame, at a larger one
 * those that the short-range detector is unsure of.
 */
export async function searchFullRange(
  detector: InferenceModel,
  pyramid: ImagePyramid,
  { turn, side, minScore, maxCandidates }: FullRangeSearch,
): Promise<DetectedFace[]> {
  const [across, down] = sidesOf(pyramid, turn);
  const longer = Math.max(across, down);
  const whole = (length: number) => Math.ceil((length * side) / longer / fullRangeStep) * fullRangeStep;
  const size = { width: whole(across), height: whole(down) };
  const view = wholeView(pyramid, turn, size, 1);
  const options: FaceDetectorOptions = { ...size, minScore, maxOverlap: maxOverlapOfFullRange };
  return inPicture(await detectFullRangeFaces(detector, pyramid, view, options), view, maxCandidates);
}

/** Width and height of the picture as it is looked at. */
function sidesOf({ image: { width, height } }: ImagePyramid, turn: PlaneRotation): [number, number] {
  return turn.cos === 0 ? [height, width] : [width, height];
}

function wholeView(
  pyramid: ImagePyramid,
  turn: PlaneRotation,
  size: { readonly width: number; readonly height: number },
  distance: number,
): Affine {
  const [across, down] = sidesOf(pyramid, turn);
  const step = distance * Math.max(across / size.width, down / size.height);
  return turnedView({ x: pyramid.image.width / 2, y: pyramid.image.height / 2 }, step, turn, size);
}

function inPicture(found: readonly DetectedFace[], view: Affine, maxCandidates: number): DetectedFace[] {
  return found.slice(0, maxCandidates).map(({ box, score }) => ({ score, box: mapBox(view, box) }));
}

/** Exact for quarter turns, which is all that views of the whole picture are. */
function mapBox(view: Affine, box: Box): Box {
  const a = applyAffine(view, box.x, box.y);
  const b = applyAffine(view, box.x + box.width, box.y + box.height);
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}
