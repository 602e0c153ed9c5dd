/** What an eye looks like: strengths of its edges by direction and place, on a crop that lies along its corners. */

import { eyeCorners, pointAt } from '../landmarks/face-landmarker.ts';
import { type Affine, type ImagePyramid, sample } from '../sampling/affine.ts';
import {
  asideShare,
  descriptorFloor,
  eyeCell,
  eyeCropMargin,
  eyeCropHeight as height,
  eyeCropWidth as width,
} from './tuning.ts';

const columns = width / eyeCell;
const rows = height / eyeCell;
/** Eight directions, 45 degrees apart, as cosine and sine. */
const half = Math.SQRT1_2;
// biome-ignore format: a direction a line
const directions = Float64Array.of(
  1, 0,
  half, half,
  0, 1,
  -half, half,
  -1, 0,
  -half, -half,
  0, -1,
  half, -half,
);
export const eyeDescriptorLength = (directions.length / 2) * rows * columns;

/** The person's own. */
export type Eye = 'left' | 'right';

/**
 * `eyeDescriptorLength` numbers, by direction, row and column; an eye and its mirror image have the same: the outer corner
 * lies at the left.
 *
 * @param points 468 x 3 mesh points, in pixels of `pyramid.image`.
 * @param leastWidth The eye is taken to be no narrower than this, in pixels: one that is turned away is.
 */
export function describeEye(
  pyramid: ImagePyramid,
  points: Float64Array,
  eye: Eye,
  leastWidth: number,
): Float64Array {
  const { data } = sample(pyramid, eyeAffine(points, eye, leastWidth), {
    width,
    height,
    layout: 'NHWC',
    colorOrder: 'RGB',
    mean: 0,
    scale: 1,
    outside: 'edge',
  });
  const { kernel } = pyramid;
  const { smooth } = kernel.luminances(data, width, height);
  return scaledToOne(
    kernel.edgeSums(smooth, { width, height, cell: eyeCell, directions, aside: asideShare }),
  );
}

function scaledToOne(sums: Float64Array): Float64Array {
  let squares = 0;
  for (let i = 0; i < sums.length; i++) squares += sums[i]! * sums[i]!;
  const scale = 1 / (Math.sqrt(squares) + descriptorFloor);
  for (let i = 0; i < sums.length; i++) sums[i]! *= scale;
  return sums;
}

/** Crop to picture: along the line from corner to corner, the left eye mirrored. */
function eyeAffine(points: Float64Array, eye: Eye, leastWidth: number): Affine {
  const isLeft = eye === 'left';
  // From the picture's left to its right.
  const from = pointAt(points, isLeft ? eyeCorners.leftInner : eyeCorners.rightOuter);
  const to = pointAt(points, isLeft ? eyeCorners.leftOuter : eyeCorners.rightInner);
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.sqrt(dx * dx + dy * dy);
  const cos = length > 0 ? dx / length : 1;
  const sin = length > 0 ? dy / length : 0;
  const step = (Math.max(length, leastWidth) * eyeCropMargin) / width;
  const across = isLeft ? -step : step;
  const affine = { xx: cos * across, xy: -sin * step, yx: sin * across, yy: cos * step };
  return {
    ...affine,
    x0: (from.x + to.x) / 2 - (affine.xx * width + affine.xy * height) / 2,
    y0: (from.y + to.y) / 2 - (affine.yx * width + affine.yy * height) / 2,
  };
}
