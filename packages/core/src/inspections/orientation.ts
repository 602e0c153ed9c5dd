/** The face is turned, tilted and placed as an identity check needs it. */

import {
  type Finding,
  type FindingCode,
  formerCodes,
  type InspectionResult,
  type OrientationEvidence,
} from '../contract/report.ts';
import { quarterTurns } from '../image/turn.ts';
import type { OrientationPolicy } from '../policy.ts';
import type { FaceGeometry } from '../vision/landmarks/geometry.ts';
import { concluded, scoreAgainst, scoreWithin, tenth } from './result.ts';

/** Where the score of an angle, and of a place or a size, is 0: degrees; shares of the picture. */
const worstAngle = 90;
const worstOffCentre = 0.5;
const worstFaceSize = 2;
/** Up to this share of the largest face size a face is not large at all. */
const comfortable = 0.7;
/** A face with less free picture beside it than this, on either side, fills the picture's width; over its own. */
const leastMargin = 0.05;

/** Decides on the rounded figures that it reports, so that no report contradicts itself. */
export function inspectOrientation(
  geometry: FaceGeometry,
  policy: OrientationPolicy,
): InspectionResult<OrientationEvidence> {
  const yaw = tenth(geometry.pose.yaw);
  const pitch = tenth(geometry.pose.pitch);
  const roll = tenth(geometry.pose.roll);
  const interEyeDistance = Math.round(geometry.interEyeDistance);
  const turns = quarterTurns(roll);
  const judged: Judged[] = [
    // First, as whoever turns the photo sees the head anew.
    ...(turns === 0 ? [] : [notUpright(roll, turns)]),
    judgeAngle(yaw, policy.maxYaw, {
      above: 'head_turned_left',
      below: 'head_turned_right',
      // The picture's right is the person's own left, unless the camera mirrored the picture.
      whenAbove:
        'Your head is turned to your left: turn it to your right until you look straight into the camera',
      whenBelow:
        'Your head is turned to your right: turn it to your left until you look straight into the camera',
    }),
    judgeAngle(pitch, policy.maxPitch, {
      above: 'face_tilted_up',
      below: 'face_tilted_down',
      whenAbove: 'Your head is tilted back: lower your chin, or raise the camera to eye level',
      whenBelow: 'Your head is tilted down: raise your chin, or lower the camera to eye level',
    }),
    // How the head leans once the photo stands.
    judgeAngle(tenth(uprightRoll(roll, turns)), policy.maxRoll, {
      above: 'face_rolled',
      below: 'face_rolled',
      whenAbove: 'Your head leans to your left: hold your head and the camera upright',
      whenBelow: 'Your head leans to your right: hold your head and the camera upright',
    }),
    ...placement({ ...geometry, interEyeDistance }, policy),
  ];
  const findings = judged.flatMap(({ finding }) => (finding ? [finding] : []));
  const score = judged.reduce((worst, each) => Math.min(worst, each.score), 100);
  return concluded(score, findings, {
    yaw,
    pitch,
    roll,
    ...(geometry.uncertainty && { uncertainty: geometry.uncertainty }),
    interEyeDistance,
    limits: {
      yaw: policy.maxYaw,
      pitch: policy.maxPitch,
      roll: policy.maxRoll,
      interEyeDistance: policy.minInterEyeDistance,
    },
  });
}

interface Judged {
  readonly score: number;
  readonly finding?: Finding | undefined;
}

function judgeAngle(
  value: number,
  limit: number,
  said: {
    readonly above: FindingCode;
    readonly below: FindingCode;
    readonly whenAbove: string;
    readonly whenBelow: string;
  },
): Judged {
  const size = Math.abs(value);
  const score = scoreWithin(size, limit, worstAngle);
  if (size <= limit) return { score };
  const code = value > 0 ? said.above : said.below;
  const message = `${value > 0 ? said.whenAbove : said.whenBelow} (${size}°, at most ${limit}°).`;
  const formerCode = Object.hasOwn(formerCodes, code)
    ? formerCodes[code as keyof typeof formerCodes]
    : undefined;
  return { score, finding: { code, ...(formerCode && { formerCode }), message, score } };
}

/** What a head is tilted by once its photo was turned, degrees. */
function uprightRoll(roll: number, turns: number): number {
  const turned = roll + 90 * turns;
  return turned - 360 * Math.round(turned / 360);
}

const waysToTurn = { 1: 'a quarter to the right', 2: 'upside down', 3: 'a quarter to the left' } as const;
/** From this roll on, degrees, it is the photo that is turned: the head would be nearer to upright in another one. */
const maxUprightRoll = 45;
const worstRoll = 180;

function notUpright(roll: number, turns: 1 | 2 | 3): Judged {
  const score = scoreWithin(Math.abs(roll), maxUprightRoll, worstRoll);
  return {
    score,
    finding: {
      code: 'photo_not_upright',
      message: `The photo is not upright: turn it ${waysToTurn[turns]} and send it again.`,
      score,
    },
  };
}

function placement(geometry: FaceGeometry, policy: OrientationPolicy): Judged[] {
  const { interEyeDistance, faceHeight, faceWidth, margins, offCentre } = geometry;
  // A face that is cut off on one side only is not too close: it is beside the picture.
  const fillsWidth = Math.max(margins.left, margins.right) < leastMargin;
  const faceSize = fillsWidth ? Math.max(faceHeight, faceWidth) : faceHeight;
  const small = scoreAgainst(interEyeDistance, policy.minInterEyeDistance, 2 * policy.minInterEyeDistance);
  const free = comfortable * policy.maxFaceHeight;
  const close = scoreWithin(Math.max(0, faceSize - free), policy.maxFaceHeight - free, worstFaceSize - free);
  const off = scoreWithin(offCentre, policy.maxOffCentre, worstOffCentre);
  return [
    {
      score: small,
      finding:
        interEyeDistance < policy.minInterEyeDistance
          ? {
              code: 'face_too_small',
              message: `Your face is too small: come closer, or send a larger picture (${interEyeDistance} pixels between the eyes, at least ${policy.minInterEyeDistance}).`,
              score: small,
            }
          : undefined,
    },
    {
      score: close,
      finding:
        faceSize > policy.maxFaceHeight
          ? {
              code: 'face_too_close',
              message:
                'Your face is too close: hold the camera farther away so that your whole head is in the picture.',
              score: close,
            }
          : undefined,
    },
    {
      score: off,
      finding:
        offCentre > policy.maxOffCentre
          ? {
              code: 'face_off_centre',
              message: 'Your face is at the edge of the picture: move it to the middle.',
              score: off,
            }
          : undefined,
    },
  ];
}
