/**
 * Finds the face that a mask, dark glasses, a hand or a tight crop hides from the detector, where no face was found.
 *
 * Detector and landmarker are unsure of such a face, the obstruction net is not: what stays in sight (eyes and
 * forehead over a mask, nose, mouth and chin under glasses) lies where it belongs in a face, and the rest is covered. One
 * look may see that in an animal as well; of people several looks, from several distances, agree.
 */
import { checkpoint } from '../../contract/errors.ts';
import type { InferenceModel } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { SeenFace } from '../faces/face-candidates.ts';
import type { DetectedFace } from '../faces/face-detector.ts';
import { searchFullRange, searchPicture } from '../faces/whole-picture.ts';
import {
  eyeCorners,
  type FaceLandmarks,
  noRotation,
  pointAt,
  readLandmarks,
  regionFromBox,
  regionFromLandmarks,
} from '../landmarks/face-landmarker.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { mostInOnePlace, type Place, placeOfEyes } from './in-one-place.ts';
import { findHalfFace } from './mirrored-half.ts';
import { mapObstructions, type ObstructionMap } from './obstruction-net.ts';
import { isBehindAHand, isEyesAlone, isPartOfAFace } from './part-of-a-face.ts';
import {
  beyondEdge,
  beyondLonger,
  candidatesPerLook,
  eyeOfCloseUp,
  fillingWidth,
  frameFillingSides,
  maxInSightOfBuried,
  middleOfLonger,
  middleOfShorter,
  minBareLooks,
  minCloseUpLooks,
  minFrameFillingScore,
  minFullRangeOfSlit,
  minHandLooks,
  minLooksInOnePlace,
  minOccludedScore,
  minPartLooks,
  minPresenceForMap,
  minPresenceOfBare,
  minPresenceOfCloseUp,
  minPresenceOfPart,
  minScoreForMap,
  minScoreOfBare,
  minShortRangeOfSlit,
  minSlitLooks,
  noseOfCloseUp,
  occludedCrops,
  occludedDistances,
} from './tuning.ts';

export interface OccludedFace {
  readonly landmarks: FaceLandmarks;
  readonly map: ObstructionMap;
  /** Enough looks agree that it is a face; else it is only likely, and no face for the count. */
  readonly isSure: boolean;
}

export interface OccludedFaceModels {
  readonly detector: InferenceModel;
  readonly fullRangeDetector: InferenceModel;
  readonly landmarker: InferenceModel;
  readonly obstructionNet: InferenceModel;
}

/** Where a face may be, and what the detector says of it; probability 0..1, 0 where none was asked. */
interface Candidate extends Pick<DetectedFace, 'box' | 'score'> {
  readonly detector: 'full-range' | 'short-range' | 'none';
}

interface Look {
  readonly landmarks: FaceLandmarks;
  readonly map: ObstructionMap;
  /** What the landmarker was surest of in any crop; probability 0..1. */
  readonly presence: number;
  readonly candidate: Candidate;
}

/**
 * The face that looks from several distances agree on, else the first candidate that may be one with a part of it covered;
 * undefined when there is none.
 *
 * Of 36 tuning photos of one person, covered or filling the frame, in which no face is found otherwise, 26 are surely found;
 * of 106 pictures without people, one: a terrier (2026-11-28).
 */
export async function findOccludedFace(
  models: OccludedFaceModels,
  pyramid: ImagePyramid,
  signal?: AbortSignal,
): Promise<OccludedFace | undefined> {
  await checkpoint(signal);
  const half = await findHalfFace(models, pyramid);
  if (half) {
    const map = await mapObstructions(models.obstructionNet, pyramid, half.points);
    return { landmarks: half, map, isSure: true };
  }
  const parts: Look[] = [];
  const slits: Look[] = [];
  const bare: Look[] = [];
  const hands: Look[] = [];
  const closeUps: Look[] = [];
  const filling: Look[] = [];
  const all: Look[] = [];
  let likely: Look | undefined;
  for await (const candidate of candidates(models, pyramid, signal)) {
    const look = await follow(models, pyramid, candidate);
    all.push(look);
    if (isPartOfAFace(look.map.visible, look.presence)) {
      if (look.presence >= minPresenceOfPart) parts.push(look);
      likely ??= mayBeAFace(look) ? look : undefined;
      if (eyesOf(look).width >= fillingWidth * pyramid.image.width) filling.push(look);
    }
    if (isEyesAlone(look.map.visible)) slits.push(look);
    if (isBehindAHand(look.map.visible)) hands.push(look);
    if (look.presence >= minPresenceOfBare) bare.push(look);
    if (isCloseUp(look, pyramid.image.width)) closeUps.push(look);
    if (parts.length >= minPartLooks) return surest(parts);
    if (bare.length >= minBareLooks && bare.some(isSureOfBoth)) return surest(bare.filter(isSureOfBoth));
    if (hands.length >= minHandLooks) return surest(hands);
    if (closeUps.length >= minCloseUpLooks) return surest(closeUps);
    const behindCloth = mostInOnePlace(slits, eyesOf);
    if (behindCloth.length >= minSlitLooks && isSeenByBoth(behindCloth)) return surest(behindCloth);
    const together = mostInOnePlace(filling, eyesOf);
    if (together.length >= minLooksInOnePlace) return surest(together);
  }
  const buried = mostInOnePlace(all, eyesOf);
  if (buried.length > minLooksInOnePlace && isBuried(buried) && isSeenByBoth(buried)) return surest(buried);
  return likely && { landmarks: likely.landmarks, map: likely.map, isSure: false };
}

/** As whoever found a face otherwise has it; pixels of the picture that was searched. */
export function asSeenFace({ landmarks }: OccludedFace): SeenFace {
  return {
    box: boundsOf(landmarks.points),
    score: landmarks.presence,
    turn: noRotation,
    firstFit: landmarks,
  };
}

function surest(looks: readonly Look[]): OccludedFace {
  const best = looks.reduce((one, other) => (other.presence > one.presence ? other : one));
  return { landmarks: best.landmarks, map: best.map, isSure: true };
}

/** Detector and landmarker are beyond doubt of a face that fills the picture, seen from farther away. */
function isSureOfBoth({ candidate, presence }: Look): boolean {
  return (
    candidate.detector === 'short-range' && candidate.score >= minScoreOfBare && presence >= minPresenceOfBare
  );
}

/** Next to nothing of the face is in sight, as under a mask and a fringe. */
function isBuried(looks: readonly Look[]): boolean {
  const shares = looks.flatMap(({ map }) => Object.values(map.visible));
  return shares.reduce((sum, share) => sum + share) <= maxInSightOfBuried * shares.length;
}

/** Each detector is sure enough of one of the looks. */
function isSeenByBoth(looks: readonly Look[]): boolean {
  const says = (detector: Candidate['detector'], least: number) =>
    looks.some(({ candidate }) => candidate.detector === detector && candidate.score >= least);
  return says('full-range', minFullRangeOfSlit) && says('short-range', minShortRangeOfSlit);
}

/** The face is wider than the picture on both sides, with its nose inside. */
function isCloseUp(
  { landmarks: { points, presence }, map: { visible } }: Look,
  pictureWidth: number,
): boolean {
  const { x, width } = boundsOf(points);
  return (
    presence >= minPresenceOfCloseUp &&
    x < -beyondEdge * pictureWidth &&
    x + width > (1 + beyondEdge) * pictureWidth &&
    visible.nose >= noseOfCloseUp &&
    Math.max(visible.leftEye, visible.rightEye) >= eyeOfCloseUp
  );
}

function eyesOf({ landmarks: { points } }: Look): Place {
  return placeOfEyes(pointAt(points, eyeCorners.rightOuter), pointAt(points, eyeCorners.leftOuter));
}

function mayBeAFace({ candidate: { detector, score }, presence }: Look): boolean {
  return (
    presence >= minPresenceForMap ||
    score >= minScoreForMap ||
    (detector === 'full-range' && score >= minFrameFillingScore)
  );
}

async function* candidates(
  models: OccludedFaceModels,
  pyramid: ImagePyramid,
  signal: AbortSignal | undefined,
): AsyncGenerator<Candidate> {
  for (const side of frameFillingSides) {
    await checkpoint(signal);
    const found = await searchFullRange(models.fullRangeDetector, pyramid, {
      turn: noRotation,
      side,
      minScore: minOccludedScore,
      maxCandidates: candidatesPerLook,
    });
    for (const { box, score } of found) yield { box, score, detector: 'full-range' };
  }
  for (const distance of occludedDistances) {
    await checkpoint(signal);
    const found = await searchPicture(models.detector, pyramid, {
      turn: noRotation,
      distance,
      minScore: minOccludedScore,
      maxCandidates: candidatesPerLook,
    });
    for (const { box, score } of found) yield { box, score, detector: 'short-range' };
  }
  const { width, height } = pyramid.image;
  const longer = Math.max(width, height);
  const sides = [middleOfShorter * Math.min(width, height), middleOfLonger * longer];
  for (const side of [...sides, ...beyondLonger.map((times) => times * longer)]) {
    const box = { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
    yield { box, score: 0, detector: 'none' };
  }
}

/** Cuts the candidate out anew from its landmarks until its map shows a part of a face. */
async function follow(
  models: OccludedFaceModels,
  pyramid: ImagePyramid,
  candidate: Candidate,
): Promise<Look> {
  const first = await readLandmarks(models.landmarker, pyramid, regionFromBox(candidate.box, noRotation));
  let presence = first.presence;
  let landmarks = first;
  let look: Look | undefined;
  for (let crop = 2; crop <= occludedCrops; crop++) {
    landmarks = await readLandmarks(models.landmarker, pyramid, regionFromLandmarks(landmarks));
    presence = Math.max(presence, landmarks.presence);
    if (look !== undefined && presence < minPresenceForMap && candidate.score < minScoreForMap) return look;
    const map = await mapObstructions(models.obstructionNet, pyramid, landmarks.points);
    look = { landmarks, map, presence, candidate };
    if (isPartOfAFace(map.visible, presence)) break;
  }
  return look!;
}

function boundsOf(points: Float64Array): Box {
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let vertex = 0; 3 * vertex < points.length; vertex++) {
    const { x, y } = pointAt(points, vertex);
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  }
  return { x: minX, y: minY, width: maxX - minX, height: maxY - minY };
}
