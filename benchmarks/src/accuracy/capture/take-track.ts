/** Judges takes as the product does: from the moments that the library holds, and some the whole way from files. */
import {
  type CaptureChallenge,
  type Inspector,
  type MotionEvidence,
  type MotionPolicy,
  motionFindingCodes,
} from '@livephoto/core';
import {
  type ComparedFrames,
  compareFrames,
  judgeMotion,
  limitsFor,
  measureMotion,
  type SeenMoment,
} from '@livephoto/core/capture';
import type { PageAnswer } from './page-answer.ts';
import type { RayLibrary } from './ray-library.ts';
import type { Species } from './species.ts';
import { stillAt, type Take } from './take.ts';

export interface Judged {
  readonly species: string;
  readonly family: Species['family'];
  readonly person: string;
  readonly challenge: CaptureChallenge;
  /** Codes of what was found in the motion; none: let through. */
  readonly findings: readonly string[];
  /** Absent where no face was followed. */
  readonly motion: MotionEvidence | undefined;
  /** What a page would do with it, of genuine turns. */
  readonly page?: PageAnswer | undefined;
}

/** Too few frames with a face are no track. */
const minMoments = 6;

/** What is seen in a take; undefined where no face was followed. */
export interface ComparedTake {
  readonly track: ComparedFrames;
  readonly lost: number;
}

export async function compareTake(library: RayLibrary, take: Take): Promise<ComparedTake | undefined> {
  const moments: SeenMoment[] = [];
  let lost = 0;
  for (const { at, shot } of take.frames) {
    const moment = await library.moment(shot);
    if (moment === undefined) lost += 1;
    else moments.push({ ...moment, at });
  }
  const still = await library.moment(take.still);
  if (still === undefined || moments.length < minMoments) return undefined;
  return { track: compareFrames(moments, { ...still, at: stillAt(take) }), lost };
}

export function judgeTake(
  compared: ComparedTake | undefined,
  challenge: CaptureChallenge,
  policy: MotionPolicy,
): Pick<Judged, 'findings' | 'motion'> {
  if (compared === undefined) return { findings: ['track_interrupted'], motion: undefined };
  const motion = measureMotion(compared.track, limitsFor(challenge.turns, policy));
  const { findings, evidence } = judgeMotion(motion, challenge, policy, compared.lost);
  return { findings: [...new Set(findings.map(({ code }) => code))], motion: evidence };
}

/** The whole way of a take, as a page would send it. */
export interface WholeWay {
  readonly findings: readonly string[];
  /** Milliseconds of the processor for one frame, what the still takes left out. */
  readonly cost: number;
}

export async function judgeWhole(
  inspector: Inspector,
  library: RayLibrary,
  take: Take,
  challenge: CaptureChallenge,
): Promise<WholeWay> {
  const frames = [];
  for (const { at, shot } of take.frames) frames.push({ at, image: await library.picture(shot) });
  const still = { at: stillAt(take), image: await library.picture(take.still) };
  const before = process.cpuUsage();
  const { inspections } = await inspector.inspectCapture({ still, frames }, challenge);
  const whole = process.cpuUsage(before);
  const again = process.cpuUsage();
  await inspector.inspect(still.image, { upright: true });
  const alone = process.cpuUsage(again);
  // What the still's own inspections find is measured elsewhere.
  const made: readonly string[] = motionFindingCodes;
  const found = inspections.liveness.findings.map(({ code }) => code).filter((code) => made.includes(code));
  const noFace = inspections.liveness.evidence.motion === undefined && found.length === 0;
  return {
    findings: noFace ? ['track_interrupted'] : [...new Set(found)],
    // The processor's own time: what else the machine does hardly shows in it.
    cost: (whole.user + whole.system - alone.user - alone.system) / 1000 / frames.length,
  };
}
