/**
 * Presentation-attack features of a face and its surroundings (MiniFASNetV2-SE, 128 x 128).
 *
 * The net wants BGR values 0..255 of the detector's box grown and shifted inside the picture; class 0 is bona fide.
 */
import type { Box } from '../image/rgb-image.ts';
import type { InferenceModel } from '../ports.ts';
import { boxAffine, type ImagePyramid, sample } from './affine.ts';

const inputSide = 128;
/** How far the box is grown: the crop that the net was trained on. */
export const nativeGrowth = 2.7;

/** `box` grown `growth` times (less where the picture is smaller) and shifted until it lies inside the picture. */
export function surroundings(box: Box, growth: number, picture: { width: number; height: number }): Box {
  const factor = Math.min(growth, (picture.width - 1) / box.width, (picture.height - 1) / box.height);
  const width = box.width * factor;
  const height = box.height * factor;
  const inside = (start: number, length: number, limit: number) =>
    Math.max(0, Math.min(start, limit - length));
  return {
    x: inside(box.x + box.width / 2 - width / 2, width, picture.width),
    y: inside(box.y + box.height / 2 - height / 2, height, picture.height),
    width,
    height,
  };
}

/** Probability 0..1 that the face in `box` is a bona fide capture. */
export async function bonaFideProbability(
  model: InferenceModel,
  pyramid: ImagePyramid,
  box: Box,
  growth: number = nativeGrowth,
): Promise<number> {
  const input = sample(pyramid, boxAffine(surroundings(box, growth, pyramid.image), squareInput), {
    ...squareInput,
    layout: 'NCHW',
    colorOrder: 'BGR',
    mean: 0,
    scale: 1,
    outside: 'edge',
  });
  const { logits } = await model.run({ input });
  return softmax(logits!.data)[0]!;
}

const squareInput = { width: inputSide, height: inputSide };

function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
