/** No facial feature is covered or out of sight. */

import type {
  Finding,
  FindingCode,
  InspectionResult,
  ObstructionsEvidence,
  Region,
} from '../contract/report.ts';
import type { ObstructionsPolicy } from '../policy.ts';
import type { HeadPose } from '../vision/landmarks/pose.ts';
import type { ObstructionMap } from '../vision/obstructions/obstruction-net.ts';
import { mapSide } from '../vision/obstructions/tuning.ts';
import { concluded, percent, skipped, tenth } from './result.ts';

/** What the inspection needs to know of the face besides the map; pixels of the original picture. */
export interface ObstructedFace {
  readonly interEyeDistance: number;
  /** Share of mesh points that lie outside the picture. */
  readonly outside: number;
  readonly pose: Pick<HeadPose, 'yaw'>;
}

/**
 * Beyond this yaw, in degrees, the farther eye and the nose's farther side are turned away, not covered: orientation
 * speaks for them. Up to 45 degrees no region of 152 bare turned heads was taken for covered (2026-11-23).
 */
const maxJudgedYaw = 45;

/** Yaw > 0 turns to the right of the picture, where the person's own left eye is. */
function turnedAway({ yaw }: Pick<HeadPose, 'yaw'>): readonly Region[] {
  if (Math.abs(yaw) <= maxJudgedYaw) return [];
  return [yaw > 0 ? 'leftEye' : 'rightEye', 'nose'];
}

/** In the order in which a person hears of them. */
const regions: readonly Region[] = ['leftEye', 'rightEye', 'nose', 'mouth', 'chin', 'cheeks', 'forehead'];

const findingOf: Readonly<Record<Region, { readonly code: FindingCode; readonly message: string }>> = {
  leftEye: {
    code: 'left_eye_obstructed',
    message:
      'Your left eye is covered: take off dark glasses, and move hair, hands and whatever else is in front of it away.',
  },
  rightEye: {
    code: 'right_eye_obstructed',
    message:
      'Your right eye is covered: take off dark glasses, and move hair, hands and whatever else is in front of it away.',
  },
  nose: {
    code: 'nose_obstructed',
    message: 'Your nose is covered: take off your mask or scarf, and lower your hands.',
  },
  mouth: {
    code: 'mouth_obstructed',
    message:
      'Your mouth is covered: take off your mask or scarf, and lower your hands and whatever you hold.',
  },
  chin: {
    code: 'chin_obstructed',
    message: 'Your chin is covered: take off your mask or scarf, and lower your hands.',
  },
  cheeks: {
    code: 'cheeks_obstructed',
    message: 'Your cheeks are covered: clear them of hands, hair and cloth.',
  },
  forehead: {
    code: 'forehead_obstructed',
    message: 'Your forehead is covered: take off your hat, and brush your hair aside.',
  },
};

/** @param scale Pixels of the picture that `map` was made from to one of the original. */
export function inspectObstructions(
  map: ObstructionMap,
  face: ObstructedFace,
  policy: ObstructionsPolicy,
  scale = 1,
): InspectionResult<ObstructionsEvidence> {
  if (face.interEyeDistance < policy.minInterEyeDistance) {
    return skipped(
      `the face is too small to tell: ${Math.round(face.interEyeDistance)} pixels between the eyes, at least ${policy.minInterEyeDistance}`,
    );
  }
  const findings: Finding[] = [];
  const hidden = turnedAway(face.pose);
  const judged = regions.filter((region) => !hidden.includes(region));
  for (const region of judged) {
    const visible = percent(map.visible[region]);
    if (visible < policy.minVisibility[region]) findings.push({ ...findingOf[region], score: visible });
  }
  if (face.outside > policy.maxOutside) {
    findings.push({
      code: 'face_cropped',
      message:
        'A part of your face is outside of the picture: move it to the middle, and hold the camera farther away.',
      score: percent(1 - face.outside),
    });
  }
  return concluded(least(map, judged, policy), findings, {
    regions: Object.fromEntries(judged.map((region) => [region, percent(map.visible[region])])),
    map: {
      width: mapSide,
      height: mapSide,
      values: Array.from(map.occlusion, percent),
      corners: map.corners.map(({ x, y }) => ({ x: tenth(x / scale), y: tenth(y / scale) })),
    },
  });
}

/** The worst quality of the regions that the policy asks for. */
function least(map: ObstructionMap, judged: readonly Region[], policy: ObstructionsPolicy): number {
  const qualities = judged
    .filter((region) => policy.minVisibility[region] > 0)
    .map((region) => quality(percent(map.visible[region]), policy.minVisibility[region]));
  return Math.round(Math.min(100, ...qualities));
}

/** 0..100, 50 where the visibility is just what is asked for: all regions, and pass and failure, compare. */
function quality(visible: number, asked: number): number {
  return visible < asked
    ? (50 * visible) / asked
    : asked < 100
      ? 50 + (50 * (visible - asked)) / (100 - asked)
      : 100;
}
