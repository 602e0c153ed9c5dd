/**
 * How much fine detail is left of the face at 60 pixels between the eyes: defocus and motion take it away.
 *
 * Blur weakens change over short distances more than change over long ones, and light or contrast change neither's share.
 * Motion does so along one direction alone, so the blurriest direction counts.
 */
import { type AlignedPicture, featureZone, type Zone } from './aligned-picture.ts';
import { type ByDirection, differences } from './differences.ts';
import {
  coarseShare,
  distanceOfFullSharpness,
  fineShareDiagonal,
  fineShareStraight,
  sharpnessOfTheSmallest,
} from './tuning.ts';

/**
 * Detail left, over what a face has that is blurred by 2 pixels at 60 between the eyes.
 * @param interEyeDistance Pixels of the picture that the face was read from.
 */
export function sharpness(
  { luminance, smooth }: AlignedPicture,
  interEyeDistance: number,
  zone: Zone = featureZone,
): number {
  const fine = shares(differences(luminance, 1, zone), differences(luminance, 4, zone));
  const coarse = shares(differences(smooth, 2, zone), differences(smooth, 6, zone));
  const detail = Math.min(
    Math.min(fine[0], fine[1]) / fineShareStraight,
    Math.min(fine[2], fine[3]) / fineShareDiagonal,
    Math.min(...coarse) / coarseShare,
  );
  const size = Math.min(1, Math.max(0, interEyeDistance) / distanceOfFullSharpness);
  return detail / (sharpnessOfTheSmallest + (1 - sharpnessOfTheSmallest) * size);
}

/** Without any change there is no detail. */
function shares(near: ByDirection, far: ByDirection): ByDirection {
  const share = (i: 0 | 1 | 2 | 3) => (far[i] > 0 ? near[i] / far[i] : 0);
  return [share(0), share(1), share(2), share(3)];
}
