/** The way of a capture: its still is inspected as any photo, its frames tell whether a head moved as it was asked to. */
import type { CaptureReport, MotionEvidence } from '../contract/capture-report.ts';
import { throwIfAborted } from '../contract/errors.ts';
import type { ImageContentType } from '../contract/image-info.ts';
import type { Finding, InspectionResult, LivenessEvidence } from '../contract/report.ts';
import { type DetailedInspection, type InspectionParts, inspectPhoto } from '../inspect.ts';
import type { InspectOptions } from '../inspect-options.ts';
import { concluded, percent, scoreAgainst } from '../inspections/result.ts';
import type { MotionPolicy } from '../motion-policy.ts';
import { ImagePyramid } from '../vision/sampling/affine.ts';
import { assertCapture, type Capture, type CaptureFrame, captureLimits } from './capture-frames.ts';
import { assertChallenge, type CaptureChallenge } from './challenge.ts';
import { compareFrames } from './compare-frames.ts';
import { describe, type SeenMoment } from './follow-face.ts';
import { framePrint } from './frame-print.ts';
import { judgeMotion } from './judge-motion.ts';
import { measureMotion } from './measure-motion.ts';
import { createFrameReader } from './read-frames.ts';
import { limitsFor } from './track.ts';

/** What may be asked of a capture's inspection; which inspections are done is not up to the caller. */
export type CaptureOptions = Pick<InspectOptions, 'onProgress' | 'policy' | 'signal'> & {
  /** Whether the report holds prints of the frames. @default false */
  readonly prints?: boolean | undefined;
};

/**
 * @throws {LivePhotoError} `invalid_request` for too few or too many frames, frames out of order, a challenge that nobody
 *   could follow; `payload_too_large`; for pictures that cannot be read, `param` says which part.
 */
export async function inspectCapture(
  parts: InspectionParts,
  capture: Capture,
  challenge: CaptureChallenge,
  options: CaptureOptions = {},
): Promise<CaptureReport<ImageContentType | null>> {
  assertChallenge(challenge);
  assertCapture(capture);
  throwIfAborted(options.signal);
  // Motion may speak against the still, so that its score counts on both sides of every threshold.
  const still = await inspectPhoto(parts, capture.still.image, {
    ...options,
    upright: true,
    everyLook: true,
  });
  const beside = stillMoment(parts, still, capture.still.at);
  // Without one face there is nothing to follow.
  if (beside === undefined) return still.report;
  const start = performance.now();
  const { moments, lost } = await followFrames(parts, capture.frames, options.signal);
  const liveness = weigh(parts, still.report.inspections.liveness, beside, moments, lost, challenge);
  const inspections = { ...still.report.inspections, liveness };
  return {
    ...still.report,
    accepted: Object.values(inspections).every(({ outcome }) => outcome !== 'failed'),
    inspections,
    timings: addTime(still.report.timings, 'motion', performance.now() - start),
    ...(options.prints && { prints: moments.map(({ patch }) => framePrint(patch)) }),
  };
}

/** What was seen in the still, in the terms of a frame. */
function stillMoment(
  { models, kernel }: InspectionParts,
  { geometry, image, scale }: DetailedInspection<ImageContentType | null>,
  at: number,
): SeenMoment | undefined {
  if (geometry === null) return undefined;
  const points = Float64Array.from(
    geometry.landmarks.flatMap(({ x, y, z }) => [x * scale, y * scale, z * scale]),
  );
  return describe(models, new ImagePyramid(image, kernel), points, at);
}

async function followFrames(
  parts: InspectionParts,
  frames: readonly CaptureFrame[],
  signal: AbortSignal | undefined,
): Promise<{ moments: SeenMoment[]; lost: number }> {
  const read = createFrameReader(parts, signal);
  const moments: SeenMoment[] = [];
  let lost = 0;
  for (const frame of frames) {
    const moment = await read(frame);
    if (moment === undefined) lost += 1;
    else moments.push(moment);
  }
  return { moments, lost };
}

/** The still's liveness with what the motion said. */
function weigh(
  { policy }: InspectionParts,
  still: InspectionResult<LivenessEvidence>,
  beside: SeenMoment,
  moments: readonly SeenMoment[],
  lost: number,
  challenge: CaptureChallenge,
): InspectionResult<LivenessEvidence> {
  const { motion: limits } = policy;
  if (moments.length < captureLimits.minFrames) {
    const message =
      'Your face was not in the picture while you turned your head: keep all of it in the oval, in even light.';
    const lostFace: Finding = { code: 'track_interrupted', message, score: 0 };
    return concluded(0, [...still.findings, lostFace], still.evidence);
  }
  const measured = measureMotion(compareFrames(moments, beside), limitsFor(challenge.turns, limits));
  const { findings, evidence, probability } = judgeMotion(measured, challenge, limits, lost);
  const bonaFide = fuseMotion((still.evidence.bonaFide ?? 0) / 100, probability, limits);
  const score = Math.min(still.score ?? 0, scoreAgainst(bonaFide, policy.liveness.minScore, 1));
  const all: Finding[] = [...still.findings, ...(limits.required ? findings : [])];
  if (all.length === 0 && bonaFide < policy.liveness.minScore) {
    const message =
      'This capture does not look like a person in front of the camera: try again, in even light.';
    all.push({ code: 'presentation_attack_suspected', message, score });
  }
  const seen = { ...still.evidence, bonaFide: percent(bonaFide) };
  return concluded(score, all, withMotion(seen, evidence));
}

/** Logits add up, but motion never speaks for a still: whoever films a screen has a head that moves. */
function fuseMotion(still: number, probability: number, { weight }: MotionPolicy): number {
  const logit = (value: number) => {
    const bounded = Math.min(0.999, Math.max(0.001, value));
    return Math.log(bounded / (1 - bounded));
  };
  const total = logit(still) + weight * Math.min(0, logit(probability));
  return Math.min(still, 1 / (1 + Math.exp(-total)));
}

function withMotion(evidence: LivenessEvidence, motion: MotionEvidence): LivenessEvidence {
  return { ...evidence, cues: { ...evidence.cues, motion: motion.score }, motion };
}

function addTime(timings: Readonly<Record<string, number>>, stage: string, milliseconds: number) {
  const { total = 0, ...stages } = timings;
  const rounded = Math.round(milliseconds * 10) / 10;
  return { ...stages, [stage]: rounded, total: Math.round((total + rounded) * 10) / 10 };
}
