/**
 * Whether one look at a face is enough: what it shows passes with so much room that no further look could turn it into a refusal.
 * Where it does not, the whole work is done, and decides.
 */
import type { ObstructionsPolicy, OrientationPolicy } from '../policy.ts';
import type { FaceGeometry } from '../vision/landmarks/geometry.ts';
import type { ObstructionMap } from '../vision/obstructions/obstruction-net.ts';
import type { QualityComponents } from '../vision/quality/measure-quality.ts';
import { percent } from './result.ts';
import { roomOfAngles, roomOfPlace, roomOfQuality, roomOfSize, roomOfVisibility } from './tuning.ts';

/** Angles, size and place, each farther within its limit than one look is off. */
export function passesOrientationClearly(geometry: FaceGeometry, policy: OrientationPolicy): boolean {
  const { pose, interEyeDistance, faceHeight, faceWidth, offCentre, outside } = geometry;
  return (
    Math.abs(pose.yaw) + roomOfAngles.yaw <= policy.maxYaw &&
    Math.abs(pose.pitch) + roomOfAngles.pitch <= policy.maxPitch &&
    Math.abs(pose.roll) + roomOfAngles.roll <= policy.maxRoll &&
    interEyeDistance >= (1 + roomOfSize) * policy.minInterEyeDistance &&
    Math.max(faceHeight, faceWidth) + roomOfSize <= policy.maxFaceHeight &&
    offCentre + roomOfPlace <= policy.maxOffCentre &&
    outside === 0
  );
}

/** Every component of quality that the policy asks for is there, and well above what it asks. */
export function passesQualityClearly(
  quality: QualityComponents,
  { minQuality }: Pick<ObstructionsPolicy, 'minQuality'>,
): boolean {
  return Object.entries(minQuality).every(
    ([name, least]) =>
      least === 0 || (quality[name as keyof QualityComponents] ?? -1) >= least + roomOfQuality,
  );
}

/** Every region that the policy asks for is far more visible than it asks. */
export function passesVisibilityClearly(
  { visible }: Pick<ObstructionMap, 'visible'>,
  { minVisibility }: Pick<ObstructionsPolicy, 'minVisibility'>,
): boolean {
  return Object.entries(minVisibility).every(
    ([region, least]) =>
      least === 0 || percent(visible[region as keyof typeof visible]) >= least + roomOfVisibility,
  );
}
