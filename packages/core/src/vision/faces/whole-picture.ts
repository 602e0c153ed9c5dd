/** Looks for faces in the whole picture at once: unstretched, in the middle of a detector's input. */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { Pose2d } from '../landmarks/face-landmarker.ts';
import { type Affine, applyAffine, type ImagePyramid, turnedView } from '../sampling/affine.ts';
import { type DetectedFace, detectFaces, type FaceDetectorOptions } from './face-detector.ts';
import { detectFarFaces } from './full-range-detector.ts';

/** Sides of the detector's input, in pixels; a picture taller than wide gets them swapped. */
const sidesOfLook = {
  full: { long: 320, short: 240 },
  /** Takes a third of the time, and no longer sees who is far away. */
  glance: { long: 192, short: 144 },
} as const;
/** Two boxes that share more than this (intersection over union) are one face at once. */
const maxOverlap = 0.4;

export interface WholePictureLook {
  /** How finely the picture is looked at; `full` when left out. */
  readonly detail?: keyof typeof sidesOfLook;
  /** Which way up the picture is looked at: a whole number of quarter turns. */
  readonly turn: Pose2d;
  /** How many times smaller than it could be the picture is seen. */
  readonly distance: number;
  /** Candidates under this probability are dropped. */
  readonly minScore: number;
  /** Only the surest candidates are answered. */
  readonly maxCandidates: number;
}

/** Surest first; boxes in pixels of the picture. */
export async function lookAtWholePicture(
  detector: InferenceModel,
  pyramid: ImagePyramid,
  { detail = 'full', turn, distance, minScore, maxCandidates }: WholePictureLook,
): Promise<DetectedFace[]> {
  const [across, down] = sidesOf(pyramid, turn);
  const { long, short } = sidesOfLook[detail];
  const size = across >= down ? { width: long, height: short } : { width: short, height: long };
  const view = wholeView(pyramid, turn, size, distance);
  const found = await detectFaces(detector, pyramid, view, { ...size, minScore, maxOverlap });
  return inPicture(found, view, maxCandidates);
}

/** The second detector's grid is whole for multiples of this many pixels. */
const farStep = 32;
/** Squares of two neighbours share more than the narrower boxes of the first detector do (MediaPipe's own value). */
const maxFarOverlap = 0.3;

export interface FarLook extends Omit<WholePictureLook, 'distance'> {
  /** Longer side of the detector's input, in pixels: a multiple of 32. The shorter one is as long as the picture asks for. */
  readonly side: number;
}

/** As `lookAtWholePicture`, with the second detector. */
export async function lookFromAfar(
  detector: InferenceModel,
  pyramid: ImagePyramid,
  { turn, side, minScore, maxCandidates }: FarLook,
): Promise<DetectedFace[]> {
  const [across, down] = sidesOf(pyramid, turn);
  const longer = Math.max(across, down);
  const whole = (length: number) => Math.ceil((length * side) / longer / farStep) * farStep;
  const size = { width: whole(across), height: whole(down) };
  const view = wholeView(pyramid, turn, size, 1);
  const options: FaceDetectorOptions = { ...size, minScore, maxOverlap: maxFarOverlap };
  return inPicture(await detectFarFaces(detector, pyramid, view, options), view, maxCandidates);
}

/** Width and height of the picture as it is looked at. */
function sidesOf({ image: { width, height } }: ImagePyramid, turn: Pose2d): [number, number] {
  return turn.cos === 0 ? [height, width] : [width, height];
}

function wholeView(
  pyramid: ImagePyramid,
  turn: Pose2d,
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
