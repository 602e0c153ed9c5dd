/** How strongly the aligned picture changes over a distance, in four directions: what sharpness and contrast are read from. */
import type { ByDirection } from '../sampling/measure-kernel.ts';
import type { AlignedPicture, Zone } from './aligned-picture.ts';
import { pictureSide } from './tuning.ts';

export type { ByDirection };

/** Steps along a diagonal are this much shorter, so that all directions look about as far. */
const alongDiagonal = Math.SQRT1_2;

/**
 * Mean squared difference between the pixels `step` before and `step` after each pixel of `zone`, of luminance or what is left
 * of it after smoothing. The zone must keep at least `step` pixels from the picture's edges.
 */
export function differences(
  picture: AlignedPicture,
  plane: 'luminance' | 'smooth',
  step: number,
  zone: Zone,
): ByDirection {
  const slant = Math.max(1, Math.round(step * alongDiagonal));
  const sums = picture.kernel.squaredDifferences(picture[plane], pictureSide, { step, slant }, zone);
  const count = (zone.right - zone.left) * (zone.bottom - zone.top);
  return [sums[0] / count, sums[1] / count, sums[2] / count, sums[3] / count];
}
