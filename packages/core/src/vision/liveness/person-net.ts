/** What the early part of a MobileNetV2 sees of a face: whether it is a photographed person, or drawn, carved, moulded. */
import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import { type ImagePyramid, sample } from '../sampling/affine.ts';
import { uprightAffine } from './upright-region.ts';

/** Side of the net's input, in pixels. */
const inputSide = 112;
/** How far the detector's box is grown, so that hair and chin are seen. */
const growth = 1.5;

/** Channels of the net's last map. */
export const personFeatureCount = 96;

/** Mean of each channel over the face, made upright; past the edge of the picture its last pixel repeats. */
export async function readPersonNet(
  model: InferenceModel,
  pyramid: ImagePyramid,
  { x, y, width, height }: Box,
  turn: PlaneRotation,
): Promise<Float64Array> {
  const region = {
    x: x - ((growth - 1) / 2) * width,
    y: y - ((growth - 1) / 2) * height,
    width: growth * width,
    height: growth * height,
  };
  const input = sample(pyramid, uprightAffine(region, turn, inputSide), {
    width: inputSide,
    height: inputSide,
    layout: 'NCHW',
    colorOrder: 'RGB',
    mean: 0,
    scale: 255,
    outside: 'edge',
  });
  const { features } = await model.run({ input });
  return Float64Array.from(features!.data);
}
