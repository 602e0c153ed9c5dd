/** What the early part of a MobileNetV2 sees of a face: whether it is a photographed person, or drawn, carved, moulded. */
import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import { type ImagePyramid, sample } from '../sampling/affine.ts';
import { personGrowth, personNetSide } from './tuning.ts';
import { uprightAffine } from './upright-region.ts';

/** Mean of each channel of four maps over the face, made upright, the last map first; past the edge of the picture its last pixel repeats. */
export async function readPersonNet(
  model: InferenceModel,
  pyramid: ImagePyramid,
  { x, y, width, height }: Box,
  turn: PlaneRotation,
): Promise<Float64Array> {
  const region = {
    x: x - ((personGrowth - 1) / 2) * width,
    y: y - ((personGrowth - 1) / 2) * height,
    width: personGrowth * width,
    height: personGrowth * height,
  };
  const input = sample(pyramid, uprightAffine(region, turn, personNetSide), {
    width: personNetSide,
    height: personNetSide,
    layout: 'NCHW',
    colorOrder: 'RGB',
    mean: 0,
    scale: 255,
    outside: 'edge',
  });
  const { features, fine, middle, coarse } = await model.run({ input });
  return Float64Array.from([features!, fine!, middle!, coarse!].flatMap(({ data }) => [...data]));
}
