/**
 * Finds faces with MediaPipe's full-range BlazeFace: one cell in four by four pixels says whether a face is centred there.
 *
 * It was made for people up to five metres away: it knows masks, profiles and small faces that the first detector is
 * unsure of, seldom takes an animal for a person, and loses faces that fill its input.
 */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Point } from '../../contract/rgb-image.ts';
import { type Affine, type ImagePyramid, sample } from '../sampling/affine.ts';
import { type DetectedFace, type FaceDetectorOptions, suppressOverlaps } from './face-detector.ts';

export interface FarFace extends DetectedFace {
  /** Of the net's own square, before it is reshaped; pixels of its input. */
  readonly width: number;
  /** The points of `farPoints`, in pixels of the input. */
  readonly points: readonly Point[];
}

/** What each point marks, in order; right and left are the person's own. A hidden ear is placed where it must be. */
export const farPoints = ['rightEye', 'leftEye', 'noseTip', 'mouth', 'rightEar', 'leftEar'] as const;

/** Side of a cell, in pixels of the net's input. */
const cell = 4;
/** Pixels are fed as (p - 127.5) / 127.5; what lies outside the picture is black, as in MediaPipe's graph. */
const pixelMean = 127.5;
const pixelScale = 127.5;
const outside = 0;
/**
 * Its boxes are squares around brow, ears and chin; these shares of them are what the first detector marks. Medians over
 * 334 faces of the tuning photos that both are sure of (2026-11-24).
 */
const narrower = 0.854;
const taller = 1.167;
const higher = 0.021;

/**
 * Searches the part of the picture that `view` maps to the net's input. Surest first; boxes as those of `detectFaces`.
 * @param options Width and height are multiples of 32.
 */
export async function detectFarFaces(
  model: InferenceModel,
  pyramid: ImagePyramid,
  view: Affine,
  { width, height, minScore, maxOverlap }: FaceDetectorOptions,
): Promise<FarFace[]> {
  const input = sample(pyramid, view, {
    width,
    height,
    layout: 'NCHW',
    colorOrder: 'RGB',
    mean: pixelMean,
    scale: pixelScale,
    outside,
  });
  const { logits, offsets } = await model.run({ input });
  const columns = width / cell;
  const cells = columns * (height / cell);
  const minLogit = Math.log(minScore / (1 - minScore));
  const found: FarFace[] = [];
  for (let i = 0; i < cells; i++) {
    const logit = logits!.data[i]!;
    if (!(logit > minLogit)) continue;
    const column = i % columns;
    const middle = { x: (column + 0.5) * cell, y: ((i - column) / columns + 0.5) * cell };
    const value = (index: number) => offsets!.data[i + index * cells]!;
    const size = { width: value(2), height: value(3) };
    found.push({
      score: 1 / (1 + Math.exp(-logit)),
      box: {
        x: middle.x + value(0) - size.width / 2,
        y: middle.y + value(1) - size.height / 2,
        ...size,
      },
      width: size.width,
      points: farPoints.map((_, point) => ({
        x: middle.x + value(4 + 2 * point),
        y: middle.y + value(5 + 2 * point),
      })),
    });
  }
  // Two squares overlap where the narrower boxes of two people cheek to cheek hardly would.
  return suppressOverlaps(found, maxOverlap).map((face) => {
    const { box } = face;
    const size = { width: box.width * narrower, height: box.height * taller };
    return {
      ...face,
      box: {
        x: box.x + (box.width - size.width) / 2,
        y: box.y + (box.height - size.height) / 2 - box.height * higher,
        ...size,
      },
    };
  });
}
