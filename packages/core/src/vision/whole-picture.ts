/** Looks for faces in the whole picture at once: unstretched, in the middle of the detector's input. */
import type { Box } from '../image/rgb-image.ts';
import type { InferenceModel } from '../ports.ts';
import { type Affine, applyAffine, type ImagePyramid, turnedView } from './affine.ts';
import { type DetectedFace, detectFaces } from './face-detector.ts';
import type { Pose2d } from './face-landmarker.ts';

/** Sides of the detector's input, in pixels; a picture taller than wide gets them swapped. */
const longSide = 320;
const shortSide = 240;
/** Two boxes that share more than this (intersection over union) are one face at once. */
const maxOverlap = 0.4;

export interface WholePictureLook {
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
  { turn, distance, minScore, maxCandidates }: WholePictureLook,
): Promise<DetectedFace[]> {
  const { width, height } = pyramid.image;
  const [across, down] = turn.cos === 0 ? [height, width] : [width, height];
  const size =
    across >= down ? { width: longSide, height: shortSide } : { width: shortSide, height: longSide };
  const step = distance * Math.max(across / size.width, down / size.height);
  const view = turnedView({ x: width / 2, y: height / 2 }, step, turn, size);
  const found = await detectFaces(detector, pyramid, view, { ...size, minScore, maxOverlap });
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
