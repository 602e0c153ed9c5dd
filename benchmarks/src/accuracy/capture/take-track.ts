/** Puts one take before the product, as a page would send it. */
import {
  type CaptureChallenge,
  type Inspector,
  type MotionEvidence,
  motionFindingCodes,
} from '@livephoto/core';
import { filmed } from './camera.ts';
import type { Randomness } from './randomness.ts';
import type { Cast, Species } from './species.ts';

export interface Judged {
  readonly species: string;
  readonly family: Species['family'];
  readonly person: string;
  readonly challenge: CaptureChallenge;
  /** Codes of what was found in the motion; none: let through. */
  readonly findings: readonly string[];
  /** Absent where no face was followed. */
  readonly motion: MotionEvidence | undefined;
  readonly frames: number;
  /** Milliseconds of the processor for one frame, what the still takes left out. */
  readonly cost: number | undefined;
}

/** Milliseconds after the last frame at which the still is taken. */
const stillLag = 60;

export async function judge(
  inspector: Inspector,
  kind: Species,
  cast: Cast,
  challenge: CaptureChallenge,
  random: Randomness,
  /** Whether the cost is to be known: it takes another inspection of the still. */
  measured: boolean,
): Promise<Judged> {
  const take = kind.take(cast, challenge, random);
  const frames = [];
  for (const { at, image, camera } of take.views) {
    frames.push({ at, image: await filmed(image, camera ?? take.camera, random) });
  }
  const last = take.views.at(-1)!;
  const still = {
    at: last.at + stillLag,
    image: await filmed(last.image, last.camera ?? take.camera, random),
  };
  const before = process.cpuUsage();
  const report = await inspector.inspectCapture({ still, frames }, challenge);
  const whole = process.cpuUsage(before);
  // What the still's own inspections find is measured elsewhere.
  const made: readonly string[] = motionFindingCodes;
  const { findings, evidence } = report.inspections.liveness;
  const { faces } = report.inspections;
  const found = findings.map(({ code }) => code as string).filter((code) => made.includes(code));
  return {
    species: kind.name,
    family: kind.family,
    person: take.person,
    challenge,
    findings: evidence.motion || found.length > 0 ? found : faces.findings.map(({ code }) => code),
    motion: evidence.motion,
    frames: frames.length,
    cost: measured ? await costOfFrame(inspector, still.image, whole, frames.length) : undefined,
  };
}

/** The processor's own time: what else the machine does hardly shows in it. */
async function costOfFrame(
  inspector: Inspector,
  still: Uint8Array,
  whole: NodeJS.CpuUsage,
  frames: number,
): Promise<number> {
  const before = process.cpuUsage();
  await inspector.inspect(still, { upright: true });
  const alone = process.cpuUsage(before);
  return (whole.user + whole.system - alone.user - alone.system) / 1000 / frames;
}
