/**
 * How much fine detail is left of the face at 60 pixels between the eyes: defocus and motion take it away.
 *
 * Blur weakens change over short distances more than change over long ones, and light or contrast change neither's share.
 * Motion does so along one direction alone, so the blurriest direction counts.
 */
import { type AlignedPicture, featureZone, type Zone } from './aligned-picture.ts';
import { type ByDirection, differences } from './differences.ts';
import { coarseShares, distanceOfFullSharpness, fineShares, sharpnessOfTheSmallest } from './tuning.ts';

/**
 * Detail left, over the least that good photos have.
 * @param interEyeDistance Pixels of the picture that the face was read from.
 */
export function sharpness(
  picture: AlignedPicture,
  interEyeDistance: number,
  zone: Zone = featureZone,
): number {
  const detail = Math.min(
    least(differences(picture, 'luminance', 1, zone), differences(picture, 'luminance', 4, zone), fineShares),
    least(differences(picture, 'smooth', 2, zone), differences(picture, 'smooth', 6, zone), coarseShares),
  );
  const size = Math.min(1, Math.max(0, interEyeDistance) / distanceOfFullSharpness);
  return detail / (sharpnessOfTheSmallest + (1 - sharpnessOfTheSmallest) * size);
}

/** Of all directions; without any change there is no detail. */
function least(near: ByDirection, far: ByDirection, limits: ByDirection): number {
  const share = (i: 0 | 1 | 2 | 3) => (far[i] > 0 ? near[i] / far[i] / limits[i] : 0);
  return Math.min(share(0), share(1), share(2), share(3));
}
