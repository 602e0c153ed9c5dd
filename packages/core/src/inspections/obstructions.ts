/** No facial feature is covered or out of sight. */

import type {
  Finding,
  FindingCode,
  InspectionResult,
  ObstructionsEvidence,
  Region,
} from '../contract/report.ts';
import type { JudgedQuality, ObstructionsPolicy } from '../policy.ts';
import type { HeadPose } from '../vision/landmarks/pose.ts';
import type { ObstructionMap } from '../vision/obstructions/obstruction-net.ts';
import { mapSide } from '../vision/obstructions/tuning.ts';
import type { QualityComponents } from '../vision/quality/measure-quality.ts';
import type { RegionDetail } from '../vision/quality/region-detail.ts';
import { qualityFindings, unevenLight } from './quality-findings.ts';
import { concluded, percent, scoreAgainst, scoreWithin, skipped, tenth } from './result.ts';

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

const faceCropped = {
  code: 'face_cropped',
  message:
    'A part of your face is outside of the picture: move it to the middle, and hold the camera farther away.',
} as const;

/** A part of which less than this is in sight is covered, and nothing else is told of it; share 0..1. */
const partInSight = 0.5;

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

/** What one thing covers together: dark glasses both eyes, a mask nose, mouth and chin. */
const coveredTogether: readonly (readonly Region[])[] = [
  ['leftEye', 'rightEye'],
  ['nose', 'mouth', 'chin'],
  ['cheeks'],
  ['forehead'],
];

function unclearRegion(region: Region): string {
  return `Your ${region.replace('Eye', ' eye')} cannot be made out: take off whatever lies over your face, clean the lens, and send the photo without a filter, with nothing moved.`;
}

/**
 * A region of which less than this share lies in the picture is cropped, and not covered as well: where the picture ends, the
 * map knows nothing of masks and glasses.
 */
const minInside = 0.85;

/**
 * @param scale Pixels of the picture that `map` was made from to one of the original.
 * @param quality The components that could be measured.
 * @param detail How well each region can be made out, 0..100: one that is blurred is not visible, whatever covers it or not.
 */
export function inspectObstructions(
  map: ObstructionMap,
  face: ObstructedFace,
  policy: ObstructionsPolicy,
  scale = 1,
  quality: QualityComponents = {},
  detail: RegionDetail = {},
): InspectionResult<ObstructionsEvidence> {
  if (face.interEyeDistance < policy.minInterEyeDistance) {
    return skipped(
      `the face is too small to tell: ${Math.round(face.interEyeDistance)} pixels between the eyes, at least ${policy.minInterEyeDistance}`,
    );
  }
  const { minVisibility, minQuality, maxOutside } = policy;
  const findings: Finding[] = [];
  const scores: number[] = [];
  const hidden = turnedAway(face.pose);
  const seen = regions.filter((region) => !hidden.includes(region));
  const cropped = face.outside > maxOutside;
  const shown = (region: Region) => Math.min(percent(map.visible[region]), detail[region] ?? 100);
  const judged = qualityFindings(quality, policy, (name) =>
    canBeTold(name, (region) => shown(region) / 100, face, cropped),
  );
  // Of a negative the net that maps covers knows nothing.
  const isMapped = judged.findings.every(({ code }) => code !== 'unnatural_colour');
  for (const region of isMapped ? seen : []) {
    if (minVisibility[region] === 0 || (cropped && map.inside[region] < minInside)) continue;
    const visible = shown(region);
    const score = scoreAgainst(visible, minVisibility[region]);
    scores.push(score);
    if (visible >= minVisibility[region]) continue;
    const { code, message } = findingOf[region];
    // Half under dark glasses or a mask, the other half is under them too.
    const isCovered = coveredTogether
      .find((group) => group.includes(region))!
      .some((each) => percent(map.visible[each]) < minVisibility[each]);
    findings.push(
      isCovered ? { code, message, score } : { code, unclear: true, message: unclearRegion(region), score },
    );
  }
  const told = asLit(quality, findings);
  const placed = scoreWithin(face.outside, maxOutside, 1);
  scores.push(placed);
  if (cropped) told.push({ ...faceCropped, score: placed });
  const others = judged.findings.filter(({ code }) => told.every((each) => each.code !== code));
  return concluded(Math.min(judged.least, ...scores), [...told, ...others], {
    limits: {
      regions: Object.fromEntries(
        seen.map((name) => [name, minVisibility[name]] as const).filter(([, least]) => least > 0),
      ),
      quality: Object.fromEntries(Object.entries(minQuality).filter(([, least]) => least > 0)),
    },
    regions: Object.fromEntries(seen.map((region) => [region, shown(region)])),
    ...(Object.keys(quality).length > 0 && { quality: { ...quality, ...coverComponents(map) } }),
    map: {
      width: mapSide,
      height: mapSide,
      values: Array.from(map.occlusion, (share, i) => (map.face[i] ? percent(share) : 0)),
      corners: map.corners.map(({ x, y }) => ({ x: tenth(x / scale), y: tenth(y / scale) })),
    },
  });
}

/**
 * Below this uniformity of the light, 0..100, the half of a face whose eye cannot be seen lies in a hard shadow. Of labelled photos with one eye under
 * a mask, dark glasses or a hand the least is 62, of nine faces with one half in a tenth of the light the most is 36 (2026-11-30).
 */
const uniformityOfShadow = 45;

/** Nose, mouth and chin under a mask score less, half in the dark too: 5 at most in six, where each of 18 bare faces has 30 once (2026-11-30). */
const underMask = 7;

/**
 * One eye alone out of sight, on the dark half of a face that is lit from the other side: nothing covers it. One that is turned away, or lies
 * outside of the picture, says nothing.
 * @returns One finding for all that lies in the dark, a mask before it.
 */
function asLit({ illuminationUniformity = 100 }: QualityComponents, findings: Finding[]): Finding[] {
  const eyes = findings.filter(({ code }) => code.endsWith('_eye_obstructed'));
  if (eyes.length !== 1 || illuminationUniformity >= uniformityOfShadow) return findings;
  const mask = findings.filter(({ code, score }) => score < underMask && /nose|mouth|chin/.test(code));
  const score = Math.min(...findings.map((each) => each.score));
  return [...(mask.length > 2 ? mask : []), { ...unevenLight, score }];
}

/** Beyond this yaw, degrees, the cheeks are hair and background, and their colour is nobody's. */
const maxYawOfColour = 30;

/** What covers a part of the face is not its closed eye, open mouth or colour. */
function canBeTold(
  name: JudgedQuality,
  visible: (region: Region) => number,
  { pose: { yaw } }: ObstructedFace,
  cropped: boolean,
): boolean {
  switch (name) {
    case 'leftEyeOpen':
      return visible('leftEye') >= partInSight;
    case 'rightEyeOpen':
      return visible('rightEye') >= partInSight;
    case 'mouthClosed':
      return visible('mouth') >= partInSight && !cropped;
    case 'naturalColour':
      return Math.min(visible('nose'), visible('cheeks')) >= partInSight && Math.abs(yaw) <= maxYawOfColour;
    default:
      return true;
  }
}

/** Whether something covers a part of the face, or it lies outside of the picture. */
export function hidesAPart({ findings }: Pick<InspectionResult<object>, 'findings'>): boolean {
  return findings.some(({ code }) => code === 'face_cropped' || code.endsWith('_obstructed'));
}

/** The components that the map answers: both eyes, the mouth, all of the face. */
function coverComponents({ visible, occlusion, face }: ObstructionMap): QualityComponents {
  let cells = 0;
  let covered = 0;
  for (let i = 0; i < face.length; i++) {
    if (face[i] === 0) continue;
    cells += 1;
    covered += occlusion[i]!;
  }
  return {
    eyesVisible: percent(Math.min(visible.leftEye, visible.rightEye)),
    mouthOcclusionPrevention: percent(visible.mouth),
    faceOcclusionPrevention: percent(cells > 0 ? 1 - covered / cells : 0),
  };
}
