/**
 * Every face of the picture: found by the detector, confirmed by the landmarker or by a second detector and closer looks.
 *
 * Most selfies show at a glance that one person is there and nothing else. One look at the whole picture takes animals and
 * statues for faces, and is unsure of masked or small people. Where it leaves a doubt, a second detector says what it sees
 * there, and what is in doubt is looked at again from nearby, at several distances and mirrored: people stay faces from
 * every distance, the rest seldom does.
 */
import { checkpoint } from '../../contract/errors.ts';
import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { FacesPolicy } from '../../policy.ts';
import {
  type FaceLandmarks,
  type Pose2d,
  readLandmarks,
  regionFromBox,
  regionFromLandmarks,
} from '../landmarks/face-landmarker.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { boundedLogit, closerLook } from './closer-look.ts';
import { containment, type DetectedFace, overlap } from './face-detector.ts';
import { lookAtWholePicture, lookFromAfar } from './whole-picture.ts';

/** Its box is in pixels of the picture that was searched. */
export interface SeenFace extends DetectedFace {
  /** Which way up the search was that found it: a whole number of quarter turns, not always the face's own. */
  readonly turn: Pose2d;
  /** What the landmarker made of the first crop: the detector's box, standing as `turn` says. */
  readonly firstFit: FaceLandmarks;
}

export interface FaceModels {
  readonly detector: InferenceModel;
  readonly farDetector: InferenceModel;
  readonly landmarker: InferenceModel;
}

/** A weaker candidate with more than this share of it inside a surer one is a part of that face. */
const maxContainment = 0.45;

/**
 * Beside a face beyond doubt, what is narrower than this share of it has to show more: ears, curls, wheels and statues are
 * small, and people as near as the first are large.
 */
const smallBeside = 0.5;

/** Tried in turn until a face is found: upright, then a phone held sideways or upside down without an EXIF tag. */
const asGiven: Pose2d = { cos: 1, sin: 0 };
const turns: readonly Pose2d[] = [asGiven, { cos: 0, sin: 1 }, { cos: 0, sin: -1 }, { cos: -1, sin: 0 }];

/** Largest first. @param upright Whether the picture is known to stand upright. */
export async function findFaces(
  models: FaceModels,
  pyramid: ImagePyramid,
  policy: FacesPolicy,
  signal?: AbortSignal,
  upright = false,
): Promise<SeenFace[]> {
  await checkpoint(signal);
  const alone = await glance(models, pyramid, policy);
  if (alone) return [alone];
  for (const turn of upright ? [asGiven] : turns) {
    await checkpoint(signal);
    const found = await lookAtWholePicture(models.detector, pyramid, {
      turn,
      distance: 1,
      minScore: policy.minCandidateScore,
      maxCandidates: policy.maxCandidates,
    });
    const faces = await confirm(models, pyramid, found, turn, policy, signal);
    if (faces.length > 0)
      return faces.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
  }
  return [];
}

/** The one face of a picture that shows, at a glance, one beyond doubt and nothing else. */
async function glance(
  models: FaceModels,
  pyramid: ImagePyramid,
  policy: FacesPolicy,
): Promise<SeenFace | undefined> {
  if (policy.maxDoubtAtAGlance === 0) return undefined;
  const [first, ...others] = await lookAtWholePicture(models.detector, pyramid, {
    detail: 'glance',
    turn: asGiven,
    distance: 1,
    minScore: policy.maxDoubtAtAGlance,
    maxCandidates: 2,
  });
  if (first === undefined || first.score < policy.sureScore || others.length > 0) return undefined;
  const face = await fitFirst(models, pyramid, first, asGiven);
  return isSure(face, policy) ? face : undefined;
}

/** Whether detector and landmarker leave no doubt of an upright face. */
function isSure({ turn, score, firstFit }: SeenFace, { sureScore, surePresence }: FacesPolicy): boolean {
  return turn === asGiven && score >= sureScore && firstFit.presence >= surePresence;
}

/** A face that one of the detectors proposes. */
interface Candidate {
  readonly face: SeenFace;
  /** What each detector says of it; probabilities 0..1, 0 where it saw nothing. */
  readonly near: number;
  readonly far: number;
  /** Whether detector and landmarker leave no doubt. */
  readonly sure: boolean;
}

interface Judged {
  readonly face: SeenFace;
  readonly evidence: number;
}

async function confirm(
  models: FaceModels,
  pyramid: ImagePyramid,
  found: readonly DetectedFace[],
  turn: Pose2d,
  policy: FacesPolicy,
  signal: AbortSignal | undefined,
): Promise<SeenFace[]> {
  const candidates: Candidate[] = [];
  for (const detected of found) {
    await checkpoint(signal);
    const face = await fitFirst(models, pyramid, detected, turn);
    candidates.push({ face, near: face.score, far: 0, sure: isSure(face, policy) });
  }
  const judged: Judged[] = [];
  for (const candidate of await withSecondOpinion(models, pyramid, candidates, turn, policy, signal)) {
    await checkpoint(signal);
    const evidence = candidate.sure ? Infinity : await judge(models, pyramid, candidate, policy);
    judged.push({ face: candidate.face, evidence });
  }
  judged.sort((a, b) => b.evidence - a.evidence);
  const first = judged[0];
  if (first === undefined) return [];
  const needed = turn === asGiven ? policy.minEvidence : policy.minTurnedEvidence;
  if (first.evidence < needed) return [];
  const faces: SeenFace[] = [];
  const surest = first.evidence === Infinity ? first.face.box.width : 0;
  for (const { face, evidence } of judged) {
    const isSmall = face.box.width < smallBeside * surest;
    if (evidence < (isSmall ? policy.minEvidenceOfSmall : policy.minEvidenceBeside)) continue;
    if (faces.every((other) => containment(other.box, face.box) <= maxContainment)) faces.push(face);
  }
  return faces;
}

async function fitFirst(
  models: FaceModels,
  pyramid: ImagePyramid,
  detected: DetectedFace,
  turn: Pose2d,
): Promise<SeenFace> {
  const firstFit = await readLandmarks(models.landmarker, pyramid, regionFromBox(detected.box, turn));
  return { ...detected, turn, firstFit };
}

/** Longer side of the second detector's input, in pixels: of 128, 160, 192, 224 and 256 the one of fewest mistakes. */
const farSide = 224;
/** A box of the one detector and one of the other are the same face when they overlap more than this. */
const sameFaceOverlap = 0.25;

/**
 * The candidates with what the second detector says of them, and those that it alone proposes. It is asked only where
 * doubt is left: most photos with one face or with none but sure ones are spared its time.
 */
async function withSecondOpinion(
  models: FaceModels,
  pyramid: ImagePyramid,
  candidates: readonly Candidate[],
  turn: Pose2d,
  policy: FacesPolicy,
  signal: AbortSignal | undefined,
): Promise<readonly Candidate[]> {
  const upright = turn === asGiven;
  if (candidates.every(({ sure }) => sure) && (candidates.length > 0 || !upright)) return candidates;
  await checkpoint(signal);
  const seen = await lookFromAfar(models.farDetector, pyramid, {
    turn,
    side: farSide,
    minScore: minFarScore,
    maxCandidates: Infinity,
  });
  const opinions = candidates.map((candidate) => ({
    ...candidate,
    far: seen.reduce(
      (best, { box, score }) => (isSameFace(box, candidate.face.box) ? Math.max(best, score) : best),
      0,
    ),
  }));
  if (!upright) return opinions;
  const alone = seen.filter(
    ({ box, score }) =>
      score >= policy.minFarCandidateScore &&
      candidates.every(
        ({ face }) => !isSameFace(box, face.box) && containment(box, face.box) <= maxContainment,
      ),
  );
  for (const detected of alone.slice(0, policy.maxCandidates - candidates.length)) {
    await checkpoint(signal);
    const face = await fitFirst(models, pyramid, detected, turn);
    opinions.push({ face, near: 0, far: detected.score, sure: false });
  }
  return opinions;
}

/** Small faces may be marked a few pixels apart: each box then still holds the middle of the other. */
function isSameFace(a: Box, b: Box): boolean {
  return overlap(a, b) > sameFaceOverlap || (holdsMiddleOf(a, b) && holdsMiddleOf(b, a));
}

function holdsMiddleOf(box: Box, other: Box): boolean {
  const x = other.x + other.width / 2 - box.x;
  const y = other.y + other.height / 2 - box.y;
  return x >= 0 && y >= 0 && x <= box.width && y <= box.height;
}

/** How far a detector's word counts, both ways, so that neither outvotes what is seen from nearby. */
const leastNear = 0.05;
const leastFar = 0.1;
/** Under this probability the second detector has seen nothing. */
const minFarScore = leastFar;

/** How much speaks for a face, in logits. */
async function judge(
  models: FaceModels,
  pyramid: ImagePyramid,
  { face, near, far }: Candidate,
  policy: FacesPolicy,
): Promise<number> {
  const { firstFit } = face;
  const turned = face.turn !== asGiven;
  // A tilted face stands straight in the second crop, and is known there if it is one.
  const landmarks =
    firstFit.presence >= policy.surePresence
      ? firstFit
      : await readLandmarks(models.landmarker, pyramid, regionFromLandmarks(firstFit));
  if (turned && landmarks.presence < policy.surePresence) return -Infinity;
  // Where the landmarker sees a face it also sees how it stands; a tilted face is looked at upright.
  const upright = landmarks.presence >= 0.5 ? landmarks.upright : face.turn;
  return (
    policy.detectorWeight * boundedLogit(near, leastNear) +
    policy.farDetectorWeight * boundedLogit(far, leastFar) +
    (await closerLook(models.detector, pyramid, face.box, upright))
  );
}
