/**
 * What may be a face in the whole picture, each with how much speaks for it; which of them are faces is for
 * `inspections/faces.ts` to say.
 *
 * Most selfies show in a coarse pass that one person is there and nothing else. One look at the whole picture takes animals
 * and statues for faces, and is unsure of masked or small people. Where it leaves a doubt, the full-range detector says what
 * it sees there, and what is in doubt is looked at again from nearby, at several distances and mirrored: people stay faces
 * from every distance, the rest seldom does.
 */
import { checkpoint } from '../../contract/errors.ts';
import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { FacesPolicy } from '../../policy.ts';
import {
  type FaceLandmarks,
  noRotation,
  type PlaneRotation,
  readLandmarks,
  regionFromBox,
  regionFromLandmarks,
} from '../landmarks/face-landmarker.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { boundedLogit, closerLook } from './closer-look.ts';
import { containment, type DetectedFace, overlap } from './face-detector.ts';
import {
  fullRangeSide,
  leastFullRange,
  leastShortRange,
  maxContainment,
  minFineScore,
  minOverlapOfOpinions,
  minPresenceOfRoll,
  minPresenceOfSecond,
  seenByAll,
  smallBeside,
} from './tuning.ts';
import { searchBeside, searchFullRange, searchPicture } from './whole-picture.ts';

/** Its box is in pixels of the picture that was searched. */
export interface SeenFace extends DetectedFace {
  /** Which way up the search was that found it: a whole number of quarter turns, not always the face's own. */
  readonly turn: PlaneRotation;
  /** What the landmarker made of the first crop: the detector's box, standing as `turn` says. */
  readonly firstFit: FaceLandmarks;
}

/** What may be a face, and how much speaks for it. */
export interface FaceCandidate {
  readonly face: SeenFace;
  /** Logits; Infinity where detector and landmarker leave no doubt. */
  readonly evidence: number;
  /** Whether the full-range detector or the landmarker sees a face there as well: of hands, sleeves and balls neither does. */
  readonly isSeconded: boolean;
}

export interface FaceModels {
  readonly detector: InferenceModel;
  readonly fullRangeDetector: InferenceModel;
  readonly landmarker: InferenceModel;
}

export interface FaceSearchOptions {
  readonly signal?: AbortSignal | undefined;
  /** The picture is known to stand upright: it is not looked at turned. */
  readonly upright?: boolean | undefined;
}

/** Upright, then a phone held sideways or upside down without an EXIF tag. */
const turns: readonly PlaneRotation[] = [
  noRotation,
  { cos: 0, sin: 1 },
  { cos: 0, sin: -1 },
  { cos: -1, sin: 0 },
];

/** Whether the face was found in the picture as it was given. */
export function isAsGiven({ turn }: SeenFace): boolean {
  return turn.cos === 1;
}

/**
 * Batches of candidates, surest first within one: of a coarse pass when it leaves no doubt, else of the picture as it was
 * given, and then of it turned. Whoever is content with a batch asks for no more, and the rest costs nothing.
 */
export async function* faceCandidates(
  models: FaceModels,
  pyramid: ImagePyramid,
  policy: FacesPolicy,
  { signal, upright = false }: FaceSearchOptions = {},
): AsyncGenerator<readonly FaceCandidate[]> {
  await checkpoint(signal);
  const alone = await coarsePass(models, pyramid, policy);
  if (alone) {
    await checkpoint(signal);
    const small = await smallOnes(models, pyramid, [alone], policy);
    yield await weigh(models, pyramid, [alone, ...small], noRotation, policy, signal);
  }
  for (const turn of upright ? [noRotation] : turns) {
    await checkpoint(signal);
    const found = await searchPicture(models.detector, pyramid, {
      turn,
      distance: 1,
      minScore: policy.minCandidateScore,
      maxCandidates: policy.maxCandidates,
    });
    const small = turn === noRotation ? await smallOnes(models, pyramid, found, policy) : [];
    yield await weigh(models, pyramid, [...found, ...small], turn, policy, signal);
  }
}

/**
 * What a finer look shows beside the faces that are known, the surest of which leaves no doubt: people who are too far away for
 * the other looks. None where the policy would count nobody so small.
 */
async function smallOnes(
  { detector }: FaceModels,
  pyramid: ImagePyramid,
  known: readonly DetectedFace[],
  policy: FacesPolicy,
): Promise<readonly DetectedFace[]> {
  const [first] = known;
  if (first === undefined || first.score < policy.sureScore) return [];
  const longer = Math.max(pyramid.image.width, pyramid.image.height);
  if (policy.ignoreNarrowerThan * first.box.width >= seenByAll * longer) return [];
  const seen = await searchBeside(detector, pyramid, first.box, minFineScore);
  const isNew = ({ box }: DetectedFace) =>
    box.width < smallBeside * first.box.width &&
    known.every((face) => !isSameFace(box, face.box) && containment(box, face.box) <= maxContainment);
  return seen.filter(isNew).slice(0, Math.max(0, policy.maxCandidates - known.length));
}

/** The one face of a picture whose coarse pass shows one beyond doubt and nothing else. */
async function coarsePass(
  models: FaceModels,
  pyramid: ImagePyramid,
  policy: FacesPolicy,
): Promise<SeenFace | undefined> {
  if (policy.maxCoarseDoubt === 0) return undefined;
  const [first, ...others] = await searchPicture(models.detector, pyramid, {
    detail: 'coarse',
    turn: noRotation,
    distance: 1,
    minScore: policy.maxCoarseDoubt,
    maxCandidates: 2,
  });
  if (first === undefined || first.score < policy.sureScore || others.length > 0) return undefined;
  const face = await fitFirst(models, pyramid, first, noRotation);
  return isSure(face, policy) ? face : undefined;
}

/** Whether detector and landmarker leave no doubt of an upright face. */
function isSure(face: SeenFace, { sureScore, surePresence }: FacesPolicy): boolean {
  return isAsGiven(face) && face.score >= sureScore && face.firstFit.presence >= surePresence;
}

/** A face that one of the detectors proposes. */
interface Proposal {
  readonly face: SeenFace;
  /** What each detector says of it; probabilities 0..1, 0 where it saw nothing. */
  readonly shortRange: number;
  readonly fullRange: number;
  /** Whether detector and landmarker leave no doubt. */
  readonly sure: boolean;
}

async function weigh(
  models: FaceModels,
  pyramid: ImagePyramid,
  found: readonly (DetectedFace | SeenFace)[],
  turn: PlaneRotation,
  policy: FacesPolicy,
  signal: AbortSignal | undefined,
): Promise<readonly FaceCandidate[]> {
  const proposals: Proposal[] = [];
  for (const detected of found) {
    await checkpoint(signal);
    const face = 'firstFit' in detected ? detected : await fitFirst(models, pyramid, detected, turn);
    proposals.push({ face, shortRange: face.score, fullRange: 0, sure: isSure(face, policy) });
  }
  const candidates: FaceCandidate[] = [];
  for (const proposal of await withSecondOpinion(models, pyramid, proposals, turn, policy, signal)) {
    await checkpoint(signal);
    const weight = proposal.sure
      ? { evidence: Infinity, isSeconded: true }
      : await evidenceFor(models, pyramid, proposal, policy);
    candidates.push({ face: proposal.face, ...weight });
  }
  return candidates.sort((a, b) => b.evidence - a.evidence);
}

async function fitFirst(
  models: FaceModels,
  pyramid: ImagePyramid,
  detected: DetectedFace,
  turn: PlaneRotation,
): Promise<SeenFace> {
  const firstFit = await readLandmarks(models.landmarker, pyramid, regionFromBox(detected.box, turn));
  return { ...detected, turn, firstFit };
}

/**
 * The proposals with what the full-range detector says of them, and those that it alone makes. It is asked only where
 * doubt is left: most photos with one face or with none but sure ones are spared its time.
 */
async function withSecondOpinion(
  models: FaceModels,
  pyramid: ImagePyramid,
  proposals: readonly Proposal[],
  turn: PlaneRotation,
  policy: FacesPolicy,
  signal: AbortSignal | undefined,
): Promise<readonly Proposal[]> {
  const asGiven = turn === noRotation;
  if (proposals.every(({ sure }) => sure) && (proposals.length > 0 || !asGiven)) return proposals;
  await checkpoint(signal);
  const seen = await searchFullRange(models.fullRangeDetector, pyramid, {
    turn,
    side: fullRangeSide,
    minScore: leastFullRange,
    maxCandidates: Infinity,
  });
  const opinions = proposals.map((proposal) => ({
    ...proposal,
    fullRange: seen.reduce(
      (best, { box, score }) => (isSameFace(box, proposal.face.box) ? Math.max(best, score) : best),
      0,
    ),
  }));
  if (!asGiven) return opinions;
  const alone = seen.filter(
    ({ box, score }) =>
      score >= policy.minFullRangeScore &&
      proposals.every(
        ({ face }) => !isSameFace(box, face.box) && containment(box, face.box) <= maxContainment,
      ),
  );
  for (const detected of alone.slice(0, policy.maxCandidates - proposals.length)) {
    await checkpoint(signal);
    const face = await fitFirst(models, pyramid, detected, turn);
    opinions.push({ face, shortRange: 0, fullRange: detected.score, sure: false });
  }
  return opinions;
}

/** Small faces may be marked a few pixels apart: each box then still holds the middle of the other. */
function isSameFace(a: Box, b: Box): boolean {
  return overlap(a, b) > minOverlapOfOpinions || (holdsMiddleOf(a, b) && holdsMiddleOf(b, a));
}

function holdsMiddleOf(box: Box, other: Box): boolean {
  const x = other.x + other.width / 2 - box.x;
  const y = other.y + other.height / 2 - box.y;
  return x >= 0 && y >= 0 && x <= box.width && y <= box.height;
}

/** How much speaks for a face, in logits, and whether anyone but the short-range detector sees one. */
async function evidenceFor(
  models: FaceModels,
  pyramid: ImagePyramid,
  { face, shortRange, fullRange }: Proposal,
  policy: FacesPolicy,
): Promise<Omit<FaceCandidate, 'face'>> {
  const { firstFit } = face;
  // A tilted face stands straight in the second crop, and is known there if it is one.
  const landmarks =
    firstFit.presence >= policy.surePresence
      ? firstFit
      : await readLandmarks(models.landmarker, pyramid, regionFromLandmarks(firstFit));
  const isSeconded = fullRange >= leastFullRange || landmarks.presence >= minPresenceOfSecond;
  if (!isAsGiven(face) && landmarks.presence < policy.surePresence)
    return { evidence: -Infinity, isSeconded };
  // Where the landmarker sees a face it also sees how it stands; a tilted face is looked at upright.
  const roll = landmarks.presence >= minPresenceOfRoll ? landmarks.roll : face.turn;
  const evidence =
    policy.detectorWeight * boundedLogit(shortRange, leastShortRange) +
    policy.fullRangeWeight * boundedLogit(fullRange, leastFullRange) +
    (await closerLook(models.detector, pyramid, face.box, roll));
  return { evidence, isSeconded };
}
