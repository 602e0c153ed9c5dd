/** Whether the eyes are open: read out from what each looks like, as the mesh draws lids where they would be when open. */
import type { ImagePyramid } from '../sampling/affine.ts';
import { describeEye, type Eye } from './eye-descriptor.ts';
import { closedEyeReadOut } from './eyes-open-coefficients.ts';
import { bothEyesShare, leastEyeWidth } from './tuning.ts';

/** How much speaks for closed lids, in logits: below 0 for open ones. Left and right are the person's own. */
export type ClosedLids = Readonly<Record<Eye, number>>;

/**
 * @param points 468 x 3 mesh points, in pixels of `pyramid.image`.
 * @param interEyeDistance In the same pixels.
 */
export function closedLids(
  pyramid: ImagePyramid,
  points: Float64Array,
  interEyeDistance: number,
): ClosedLids {
  const read = (eye: Eye) => readOut(describeEye(pyramid, points, eye, leastEyeWidth * interEyeDistance));
  const left = read('left');
  const right = read('right');
  const both = (bothEyesShare * (left + right)) / 2;
  return { left: (1 - bothEyesShare) * left + both, right: (1 - bothEyesShare) * right + both };
}

function readOut(descriptor: Float64Array): number {
  let sum = closedEyeReadOut[0]!;
  for (let i = 0; i < descriptor.length; i++) sum += closedEyeReadOut[i + 1]! * descriptor[i]!;
  return sum;
}
