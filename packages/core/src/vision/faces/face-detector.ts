/**
 * Finds faces with Ultra-Light-Fast-Generic-Face-Detector (RFB): an SSD head over four strides.
 *
 * The graph is fully convolutional and gives raw class logits and box offsets, so that one model serves every
 * input size; the anchors are laid out here.
 */

import type { InferenceModel, Tensor } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import { type Affine, type ImagePyramid, sample } from '../sampling/affine.ts';
import {
  anchorSides,
  anchorStrides,
  centreVariance,
  shortRangeMean,
  shortRangeScale,
  sizeVariance,
} from './tuning.ts';

export interface DetectedFace {
  /** Pixels of the net's input, unless said otherwise. */
  readonly box: Box;
  /** Probability 0..1 that this is a face. */
  readonly score: number;
}

export interface FaceDetectorOptions {
  /** Input size of the net, in pixels: multiples of 32 keep every stride's grid whole. */
  readonly width: number;
  readonly height: number;
  /** Candidates under this probability are dropped. */
  readonly minScore: number;
  /** Two boxes that overlap more than this (intersection over union) are one face. */
  readonly maxOverlap: number;
}

/** Searches the part of the picture that `view` maps to the net's input. Surest first. */
export async function detectFaces(
  model: InferenceModel,
  pyramid: ImagePyramid,
  view: Affine,
  options: FaceDetectorOptions,
): Promise<DetectedFace[]> {
  return detectIn(model, sampleView(pyramid, view, options), options);
}

/** What the net is fed to look at the part of the picture that `view` maps to its input. */
export function sampleView(
  pyramid: ImagePyramid,
  view: Affine,
  { width, height }: Pick<FaceDetectorOptions, 'width' | 'height'>,
): Tensor {
  return sample(pyramid, view, {
    width,
    height,
    layout: 'NCHW',
    colorOrder: 'RGB',
    mean: shortRangeMean,
    scale: shortRangeScale,
    outside: shortRangeMean,
  });
}

/** Searches what `sampleView` made, or was made of it. Surest first. */
export async function detectIn(
  model: InferenceModel,
  input: Tensor,
  { minScore, maxOverlap }: Pick<FaceDetectorOptions, 'minScore' | 'maxOverlap'>,
): Promise<DetectedFace[]> {
  const [, , height, width] = input.dims as [number, number, number, number];
  const { logits, offsets } = await model.run({ input });
  const options = { width, height, minScore, maxOverlap };
  return suppressOverlaps(decode(logits!.data, offsets!.data, options), maxOverlap);
}

function decode(logits: Float32Array, offsets: Float32Array, options: FaceDetectorOptions): DetectedFace[] {
  // The softmax of two logits passes minScore exactly when their difference passes this.
  const minMargin = Math.log(options.minScore / (1 - options.minScore));
  const found: DetectedFace[] = [];
  let anchor = 0;
  for (const [level, stride] of anchorStrides.entries()) {
    const columns = Math.ceil(options.width / stride);
    const rows = Math.ceil(options.height / stride);
    const sides = anchorSides[level]!;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (const side of sides) {
          const margin = logits[2 * anchor + 1]! - logits[2 * anchor]!;
          if (margin > minMargin) {
            const at = 4 * anchor;
            const x = (column + 0.5) * stride + offsets[at]! * centreVariance * side;
            const y = (row + 0.5) * stride + offsets[at + 1]! * centreVariance * side;
            const width = Math.exp(offsets[at + 2]! * sizeVariance) * side;
            const height = Math.exp(offsets[at + 3]! * sizeVariance) * side;
            found.push({
              score: 1 / (1 + Math.exp(-margin)),
              box: { x: x - width / 2, y: y - height / 2, width, height },
            });
          }
          anchor += 1;
        }
      }
    }
  }
  return found;
}

/** Greedy non-maximum suppression: surest first, whatever overlaps it too much is the same face. */
export function suppressOverlaps<Face extends DetectedFace>(
  candidates: readonly Face[],
  maxOverlap: number,
): Face[] {
  const kept: Face[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    if (kept.every((face) => overlap(face.box, candidate.box) <= maxOverlap)) kept.push(candidate);
  }
  return kept;
}

/** Intersection over union of two boxes, 0..1. */
export function overlap(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** Share of the smaller box that lies in the larger one, 0..1. */
export function containment(a: Box, b: Box): number {
  return sharedArea(a, b) / Math.min(a.width * a.height, b.width * b.height);
}

function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
