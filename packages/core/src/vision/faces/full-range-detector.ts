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
import {
  fullRangeCell,
  fullRangeMean,
  fullRangeOutside,
  fullRangeScale,
  squareRaised,
  squareToHeight,
  squareToWidth,
} from './tuning.ts';

export interface FullRangeFace extends DetectedFace {
  /** Of the net's own square, before it is reshaped; pixels of its input. */
  readonly width: number;
  /** The points of `fullRangePoints`, in pixels of the input. */
  readonly points: readonly Point[];
}

/** What each point marks, in order; right and left are the person's own. A hidden ear is placed where it must be. */
export const fullRangePoints = ['rightEye', 'leftEye', 'noseTip', 'mouth', 'rightEar', 'leftEar'] as const;

/**
 * Searches the part of the picture that `view` maps to the net's input. Surest first; boxes as those of `detectFaces`.
 * @param options Width and height are multiples of 32.
 */
export async function detectFullRangeFaces(
  model: InferenceModel,
  pyramid: ImagePyramid,
  view: Affine,
  { width, height, minScore, maxOverlap }: FaceDetectorOptions,
): Promise<FullRangeFace[]> {
  const input = sample(pyramid, view, {
    width,
    height,
    layout: 'NCHW',
    colorOrder: 'RGB',
    mean: fullRangeMean,
    scale: fullRangeScale,
    outside: fullRangeOutside,
  });
  const { logits, offsets } = await model.run({ input });
  const columns = width / fullRangeCell;
  const cells = columns * (height / fullRangeCell);
  const minLogit = Math.log(minScore / (1 - minScore));
  const found: FullRangeFace[] = [];
  for (let i = 0; i < cells; i++) {
    const logit = logits!.data[i]!;
    if (!(logit > minLogit)) continue;
    const column = i % columns;
    const middle = { x: (column + 0.5) * fullRangeCell, y: ((i - column) / columns + 0.5) * fullRangeCell };
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
      points: fullRangePoints.map((_, point) => ({
        x: middle.x + value(4 + 2 * point),
        y: middle.y + value(5 + 2 * point),
      })),
    });
  }
  // Two squares overlap where the narrower boxes of two people cheek to cheek hardly would.
  return suppressOverlaps(found, maxOverlap).map((face) => {
    const { box } = face;
    const size = { width: box.width * squareToWidth, height: box.height * squareToHeight };
    return {
      ...face,
      box: {
        x: box.x + (box.width - size.width) / 2,
        y: box.y + (box.height - size.height) / 2 - box.height * squareRaised,
        ...size,
      },
    };
  });
}
