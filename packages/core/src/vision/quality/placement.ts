/** The components of size, margins and pose: what is already known of the geometry, on the same scale as the rest. */
import type { FaceGeometry } from '../landmarks/geometry.ts';
import { component } from './component.ts';
import type { QualityComponents } from './measure-quality.ts';
import { interEyeAnchors, largeHeadAnchors, marginAnchors, smallHeadAnchors } from './tuning.ts';

export function placementComponents({
  pose,
  interEyeDistance,
  faceHeight,
  margins,
}: FaceGeometry): QualityComponents {
  return {
    interEyeDistance: component(interEyeDistance, interEyeAnchors),
    headSize: Math.min(component(faceHeight, smallHeadAnchors), component(faceHeight, largeHeadAnchors)),
    leftwardCropOfTheFaceImage: component(margins.left, marginAnchors),
    rightwardCropOfTheFaceImage: component(margins.right, marginAnchors),
    marginAboveOfTheFaceImage: component(margins.above, marginAnchors),
    marginBelowOfTheFaceImage: component(margins.below, marginAnchors),
    headPoseYaw: Math.round(100 * angleQuality(pose.yaw)),
    headPosePitch: Math.round(100 * angleQuality(pose.pitch)),
    headPoseRoll: Math.round(100 * angleQuality(pose.roll)),
  };
}

/**
 * Quality of one angle, 0..1 (ISO/IEC 29794-5: the squared cosine).
 * @param degrees Any angle.
 */
export function angleQuality(degrees: number): number {
  const cosine = Math.max(0, Math.cos((degrees * Math.PI) / 180));
  return cosine * cosine;
}
