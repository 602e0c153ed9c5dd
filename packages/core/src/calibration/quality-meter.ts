/** Quality of an inspected face measured again and again: what its cost is taken of. */
import type { RgbImage } from '../contract/rgb-image.ts';
import { readCanonicalFace } from '../vision/landmarks/canonical-face.ts';
import type { SeenGeometry } from '../vision/landmarks/drawable.ts';
import { measureGeometry } from '../vision/landmarks/geometry.ts';
import { measureQuality, type QualityComponents } from '../vision/quality/measure-quality.ts';
import { ImagePyramid } from '../vision/sampling/affine.ts';
import { createPixelKernel } from '../vision/sampling/pixel-kernel.ts';

/**
 * Each call measures everything that the obstructions inspection measures beside its map of covers: the components, how well each
 * part of the face can be made out, and where the photo holds nothing. The picture's smaller copies are kept, as an inspection
 * has made them by then.
 *
 * @param image The picture that was inspected, upright.
 * @param geometry What was seen of its face, in pixels of the original.
 * @param scale Pixels of `image` to one of the original.
 * @param canonicalFace The bytes of the model folder's `canonical-face`.
 * @throws {LivePhotoError} `model_invalid` when these are none.
 */
export function createQualityMeter(
  image: RgbImage,
  { landmarks }: SeenGeometry,
  scale: number,
  canonicalFace: Uint8Array,
): () => QualityComponents {
  const points = Float64Array.from(landmarks.flatMap(({ x, y, z }) => [x, y, z]));
  const picture = { width: image.width / scale, height: image.height / scale };
  const geometry = measureGeometry(points, readCanonicalFace(canonicalFace), picture);
  const pixels = points.map((value) => scale * value);
  const pyramid = new ImagePyramid(image, createPixelKernel());
  return () => measureQuality(pyramid, pixels, geometry, scale).components;
}
