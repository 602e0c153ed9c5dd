/**
 * What MiniFASNetV2-SE (128 x 128) says of a face or of a whole frame: its verdict, and the map it judges by.
 *
 * It wants BGR values 0..255 of an upright region, stretched to a square. Class 0 is bona fide, 1 and 2 are attacks.
 */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import { type ImagePyramid, sample } from '../sampling/affine.ts';
import { spoofNetSide } from './tuning.ts';
import { uprightAffine } from './upright-region.ts';

export interface SpoofNetReading {
  /** Logit of bona fide against both kinds of attack. */
  readonly margin: number;
  /** Mean activation of each filter of the net's last map. */
  readonly features: Float64Array;
}

/** Reads `region` of the picture, turned so that what stands as `turn` says, a whole number of quarter turns, becomes upright. */
export async function readSpoofNet(
  model: InferenceModel,
  pyramid: ImagePyramid,
  region: Box,
  turn: PlaneRotation,
): Promise<SpoofNetReading> {
  const input = sample(pyramid, uprightAffine(region, turn, spoofNetSide), {
    width: spoofNetSide,
    height: spoofNetSide,
    layout: 'NCHW',
    colorOrder: 'BGR',
    mean: 0,
    scale: 1,
    outside: 'edge',
  });
  const { logits, features } = await model.run({ input });
  return { margin: bonaFideMargin(logits!.data), features: Float64Array.from(features!.data) };
}

/** `box` grown `growth` times (less where `area` is smaller) and shifted until it lies inside `area`. */
export function surroundings(box: Box, growth: number, area: Box): Box {
  const factor = Math.min(growth, area.width / box.width, area.height / box.height);
  const width = box.width * factor;
  const height = box.height * factor;
  const inside = (start: number, length: number, from: number, room: number) =>
    Math.max(from, Math.min(start, from + room - length));
  return {
    x: inside(box.x + (box.width - width) / 2, width, area.x, area.width),
    y: inside(box.y + (box.height - height) / 2, height, area.y, area.height),
    width,
    height,
  };
}

function bonaFideMargin(logits: Float32Array): number {
  const [genuine, first, second] = [logits[0]!, logits[1]!, logits[2]!];
  const larger = Math.max(first, second);
  return genuine - larger - Math.log(1 + Math.exp(Math.min(first, second) - larger));
}
