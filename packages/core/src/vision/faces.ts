/**
 * Every face of the picture: found by the detector, confirmed by the landmarker or by a second, closer look.
 *
 * One look at the whole picture takes animals and statues for faces, and is unsure of masked or small people.
 * What it is not sure of is looked at again from nearby, at several distances and mirrored: people stay faces from
 * every distance, the rest seldom does.
 */
import { checkpoint } from '../errors.ts';
import type { FacesPolicy } from '../policy.ts';
import type { InferenceModel } from '../ports.ts';
import type { ImagePyramid } from './affine.ts';
import { boundedLogit, closerLook } from './closer-look.ts';
import { containment, type DetectedFace } from './face-detector.ts';
import {
  type FaceLandmarks,
  type Pose2d,
  readLandmarks,
  regionFromBox,
  regionFromLandmarks,
} from './face-landmarker.ts';
import { lookAtWholePicture } from './whole-picture.ts';

/** Its box is in pixels of the picture that was searched. */
export interface SeenFace extends DetectedFace {
  /** Which way up the search was that found it: a whole number of quarter turns, not always the face's own. */
  readonly turn: Pose2d;
  /** What the landmarker made of the first crop: the detector's box, standing as `turn` says. */
  readonly firstFit: FaceLandmarks;
}

export interface FaceModels {
  readonly detector: InferenceModel;
  readonly landmarker: InferenceModel;
}

/** A weaker candidate with more than this share of it inside a surer one is a part of that face. */
const maxContainment = 0.45;

/** Tried in turn until a face is found: upright, then a phone held sideways or upside down without an EXIF tag. */
const asGiven: Pose2d = { cos: 1, sin: 0 };
const turns: readonly Pose2d[] = [asGiven, { cos: 0, sin: 1 }, { cos: 0, sin: -1 }, { cos: -1, sin: 0 }];

/** Largest first. */
export async function findFaces(
  models: FaceModels,
  pyramid: ImagePyramid,
  policy: FacesPolicy,
  signal?: AbortSignal,
): Promise<SeenFace[]> {
  for (const turn of turns) {
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

interface Judged {
  readonly face: SeenFace;
  readonly evidence: number;
}

async function confirm(
  models: FaceModels,
  pyramid: ImagePyramid,
  candidates: readonly DetectedFace[],
  turn: Pose2d,
  policy: FacesPolicy,
  signal: AbortSignal | undefined,
): Promise<SeenFace[]> {
  const judged: Judged[] = [];
  for (const candidate of candidates) {
    await checkpoint(signal);
    const firstFit = await readLandmarks(models.landmarker, pyramid, regionFromBox(candidate.box, turn));
    const face = { ...candidate, turn, firstFit };
    judged.push({ face, evidence: await judge(models, pyramid, face, policy) });
  }
  judged.sort((a, b) => b.evidence - a.evidence);
  const first = judged[0];
  if (first === undefined) return [];
  const needed = turn === asGiven ? policy.minEvidence : policy.minTurnedEvidence;
  if (first.evidence < needed) return [];
  const faces: SeenFace[] = [];
  for (const { face, evidence } of judged) {
    if (evidence < policy.minEvidenceBeside) break;
    if (faces.every((other) => containment(other.box, face.box) <= maxContainment)) faces.push(face);
  }
  return faces;
}

/** How much speaks for a face, in logits: infinite where nothing more needs to be seen. */
async function judge(
  models: FaceModels,
  pyramid: ImagePyramid,
  face: SeenFace,
  policy: FacesPolicy,
): Promise<number> {
  const { firstFit } = face;
  const turned = face.turn !== asGiven;
  if (!turned && face.score >= policy.sureScore && firstFit.presence >= policy.surePresence) return Infinity;
  // A tilted face stands straight in the second crop, and is known there if it is one.
  const landmarks =
    firstFit.presence >= policy.surePresence
      ? firstFit
      : await readLandmarks(models.landmarker, pyramid, regionFromLandmarks(firstFit));
  if (turned && landmarks.presence < policy.surePresence) return -Infinity;
  // Where the landmarker sees a face it also sees how it stands; a tilted face is looked at upright.
  const upright = landmarks.presence >= 0.5 ? landmarks.upright : face.turn;
  return (
    policy.detectorWeight * boundedLogit(face.score) +
    (await closerLook(models.detector, pyramid, face.box, upright))
  );
}
