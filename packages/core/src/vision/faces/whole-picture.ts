/** Looks for faces in the whole picture at once: unstretched, in the middle of a detector's input. */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import { noRotation, type PlaneRotation } from '../landmarks/face-landmarker.ts';
import { type Affine, applyAffine, type ImagePyramid, turnedView } from '../sampling/affine.ts';
import { lookBeside, readPacked } from './beside-the-face.ts';
import {
  type DetectedFace,
  detectFaces,
  detectIn,
  type FaceDetectorOptions,
  sampleView,
  suppressOverlaps,
} from './face-detector.ts';
import { detectFullRangeFaces } from './full-range-detector.ts';
import { unpackBox } from './pack-parts.ts';
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
  const size = sizeOf(pyramid, turn, searchSides[detail]);
  const view = wholeView(pyramid, turn, size, distance);
  const found = await detectFaces(detector, pyramid, view, {
    ...size,
    minScore,
    maxOverlap: maxOverlapOfSearch,
  });
  return inPicture(found, view, maxCandidates);
}

/**
 * As `searchPicture` in detail, for what is small beside a face that is known: the detector is shown only where that may be, and
 * nothing at all where it can be nowhere.
 *
 * @param known Box of an upright face, in pixels of the picture.
 */
export async function searchBeside(
  detector: InferenceModel,
  pyramid: ImagePyramid,
  known: Box,
  minScore: number,
): Promise<DetectedFace[]> {
  const size = sizeOf(pyramid, noRotation, searchSides.fine);
  const view = wholeView(pyramid, noRotation, size, 1);
  const whole = sampleView(pyramid, view, size);
  const look = lookBeside(whole, boxInView(view, known), pyramid.kernel);
  if (look.parts.length === 0) return [];
  const found = await detectIn(detector, readPacked(whole, look), {
    minScore,
    maxOverlap: maxOverlapOfSearch,
  });
  const unpacked = found.flatMap(({ box, score }) => {
    const inWhole = unpackBox(look, box);
    return inWhole ? [{ box: inWhole, score }] : [];
  });
  // Parts overlap: who stands where they do is seen twice.
  return inPicture(suppressOverlaps(unpacked, maxOverlapOfSearch), view, Infinity);
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

function sizeOf(
  pyramid: ImagePyramid,
  turn: PlaneRotation,
  { long, short }: { readonly long: number; readonly short: number },
): { readonly width: number; readonly height: number } {
  const [across, down] = sidesOf(pyramid, turn);
  return across >= down ? { width: long, height: short } : { width: short, height: long };
}

/** For a view of an upright picture. */
function boxInView({ xx, yy, x0, y0 }: Affine, { x, y, width, height }: Box): Box {
  return { x: (x - x0) / xx, y: (y - y0) / yy, width: width / xx, height: height / yy };
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
