/** How strongly the aligned picture changes over a distance, in four directions: what sharpness and contrast are read from. */
import type { Zone } from './aligned-picture.ts';
import { pictureSide } from './tuning.ts';

/** One number for each direction: across, down, diagonally down, diagonally up. */
export type ByDirection = readonly [number, number, number, number];

/** Steps along a diagonal are this much shorter, so that all directions look about as far. */
const alongDiagonal = Math.SQRT1_2;

/**
 * Mean squared difference of luminance between the pixels `step` before and `step` after each pixel of `zone`.
 * The zone must keep at least `step` pixels from the picture's edges.
 */
export function differences(plane: Float64Array, step: number, zone: Zone): ByDirection {
  const slant = Math.max(1, Math.round(step * alongDiagonal));
  const [across, down] = [step, step * pictureSide];
  const [falling, rising] = [slant * (pictureSide + 1), slant * (1 - pictureSide)];
  const { left, top, right, bottom } = zone;
  // Four sums at once: each waits for its last number, none for another.
  let [sumAcross, sumDown, sumFalling, sumRising] = [0, 0, 0, 0];
  for (let row = top; row < bottom; row++) {
    const end = row * pictureSide + right;
    for (let at = row * pictureSide + left; at < end; at++) {
      const a = plane[at + across]! - plane[at - across]!;
      const b = plane[at + down]! - plane[at - down]!;
      const c = plane[at + falling]! - plane[at - falling]!;
      const d = plane[at + rising]! - plane[at - rising]!;
      sumAcross += a * a;
      sumDown += b * b;
      sumFalling += c * c;
      sumRising += d * d;
    }
  }
  const count = (right - left) * (bottom - top);
  return [sumAcross / count, sumDown / count, sumFalling / count, sumRising / count];
}
