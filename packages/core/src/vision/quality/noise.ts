/** Grain: what changes from pixel to pixel without being a part of the face (Immerkær 1996). */
import { type AlignedPicture, featureZone } from './aligned-picture.ts';
import { pictureSide } from './tuning.ts';

/** Standard deviation of the noise at 60 pixels between the eyes, in levels of 0..255. */
export function noise({ luminance }: AlignedPicture): number {
  const { left, top, right, bottom } = featureZone;
  let sum = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const at = row * pictureSide + column;
      const above = at - pictureSide;
      const below = at + pictureSide;
      const middle = luminance[at]!;
      const edges = luminance[above]! + luminance[below]! + luminance[at - 1]! + luminance[at + 1]!;
      const corners =
        luminance[above - 1]! + luminance[above + 1]! + luminance[below - 1]! + luminance[below + 1]!;
      sum += Math.abs(4 * middle - 2 * edges + corners);
    }
  }
  // The mean of an absolute normal deviate is its standard deviation times the root of 2 / pi.
  return (Math.sqrt(Math.PI / 2) * sum) / (6 * (right - left) * (bottom - top));
}
