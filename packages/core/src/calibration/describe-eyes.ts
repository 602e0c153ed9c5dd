/** What the eyes of an inspected face look like: what the read-out of closed eyes is fitted on. */
import type { RgbImage } from '../contract/rgb-image.ts';
import type { SeenGeometry } from '../vision/landmarks/drawable.ts';
import { describeEye, type Eye } from '../vision/quality/eye-descriptor.ts';
import { leastEyeWidth } from '../vision/quality/tuning.ts';
import { ImagePyramid } from '../vision/sampling/affine.ts';
import { createPixelKernel } from '../vision/sampling/pixel-kernel.ts';

/**
 * The numbers of each eye, the person's own left and right, as the obstructions inspection sees them.
 *
 * @param image The picture that was inspected, upright.
 * @param geometry What was seen of its face, in pixels of the original.
 * @param scale Pixels of `image` to one of the original.
 * @param interEyeDistance In pixels of the original.
 */
export function describeEyes(
  image: RgbImage,
  { landmarks }: SeenGeometry,
  scale: number,
  interEyeDistance: number,
): Record<Eye, Float64Array> {
  const points = Float64Array.from(landmarks.flatMap(({ x, y, z }) => [scale * x, scale * y, scale * z]));
  const pyramid = new ImagePyramid(image, createPixelKernel());
  const describe = (eye: Eye) => describeEye(pyramid, points, eye, leastEyeWidth * scale * interEyeDistance);
  return { left: describe('left'), right: describe('right') };
}
