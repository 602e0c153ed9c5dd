/** The face is turned, tilted and placed as an identity check needs it. */

import type { Finding, FindingCode, InspectionResult, OrientationEvidence } from '../contract/report.ts';
import type { OrientationPolicy } from '../policy.ts';
import type { FaceGeometry } from '../vision/landmarks/geometry.ts';
import { concluded, percent, tenth } from './result.ts';

/**
 * Quality of one angle, 0..1 (ISO/IEC 29794-5: the squared cosine).
 * @param degrees Any angle.
 */
export function angleQuality(degrees: number): number {
  const cosine = Math.max(0, Math.cos((degrees * Math.PI) / 180));
  return cosine * cosine;
}

/** Decides on the rounded figures that it reports, so that no report contradicts itself. */
export function inspectOrientation(
  geometry: FaceGeometry,
  policy: OrientationPolicy,
): InspectionResult<OrientationEvidence> {
  const yaw = tenth(geometry.pose.yaw);
  const pitch = tenth(geometry.pose.pitch);
  const roll = tenth(geometry.pose.roll);
  const interEyeDistance = Math.round(geometry.interEyeDistance);
  const findings: Finding[] = [];
  const angle = (
    value: number,
    limit: number,
    above: FindingCode,
    below: FindingCode,
    advice: [string, string],
  ) => {
    if (Math.abs(value) <= limit) return;
    const [whenAbove, whenBelow] = advice;
    findings.push({
      code: value > 0 ? above : below,
      message: `${value > 0 ? whenAbove : whenBelow} (${Math.abs(value)}°, at most ${limit}°).`,
      score: percent(angleQuality(value)),
    });
  };
  // The picture's right is the person's own left, unless the camera mirrored the picture.
  angle(yaw, policy.maxYaw, 'face_turned_right', 'face_turned_left', [
    'Your head is turned to your left: turn it to your right until you look straight into the camera',
    'Your head is turned to your right: turn it to your left until you look straight into the camera',
  ]);
  angle(pitch, policy.maxPitch, 'face_tilted_up', 'face_tilted_down', [
    'Your head is tilted back: lower your chin, or raise the camera to eye level',
    'Your head is tilted down: raise your chin, or lower the camera to eye level',
  ]);
  angle(roll, policy.maxRoll, 'face_rolled', 'face_rolled', [
    'Your head leans to your left: hold your head and the camera upright',
    'Your head leans to your right: hold your head and the camera upright',
  ]);
  findings.push(...placement({ ...geometry, interEyeDistance }, policy));
  const quality = percent(Math.min(angleQuality(yaw), angleQuality(pitch), angleQuality(roll)));
  const score = findings.reduce((worst, finding) => Math.min(worst, finding.score), quality);
  return concluded(score, findings, { yaw, pitch, roll, interEyeDistance });
}

function placement(geometry: FaceGeometry, policy: OrientationPolicy): Finding[] {
  const findings: Finding[] = [];
  const { interEyeDistance, faceHeight, offCentre } = geometry;
  if (interEyeDistance < policy.minInterEyeDistance) {
    findings.push({
      code: 'face_too_small',
      message: `Your face is too small: come closer, or send a larger picture (${interEyeDistance} pixels between the eyes, at least ${policy.minInterEyeDistance}).`,
      score: percent(interEyeDistance / policy.minInterEyeDistance),
    });
  }
  if (faceHeight > policy.maxFaceHeight) {
    findings.push({
      code: 'face_too_close',
      message:
        'Your face is too close: hold the camera farther away so that your whole head is in the picture.',
      score: percent(policy.maxFaceHeight / faceHeight / 2),
    });
  }
  if (offCentre > policy.maxOffCentre) {
    findings.push({
      code: 'face_off_centre',
      message: 'Your face is at the edge of the picture: move it to the middle.',
      score: percent(1 - offCentre / 0.5),
    });
  }
  return findings;
}
