/** Grain: what changes from pixel to pixel without being a part of the face (Immerkær 1996). */
import { type AlignedPicture, featureZone } from './aligned-picture.ts';
import { pictureSide } from './tuning.ts';

/** Standard deviation of the noise at 60 pixels between the eyes, in levels of 0..255. */
export function noise({ luminance, kernel }: AlignedPicture): number {
  const { left, top, right, bottom } = featureZone;
  const sum = kernel.grain(luminance, pictureSide, featureZone);
  // The mean of an absolute normal deviate is its standard deviation times the root of 2 / pi.
  return (Math.sqrt(Math.PI / 2) * sum) / (6 * (right - left) * (bottom - top));
}
