/** Turns what was measured of a face into cues, and these into one calibrated probability, as a liveness head says. */
import type {
  HeadCue,
  LinearHead,
  LivenessCueName,
  LivenessFusion,
  LivenessHead,
  LogitRange,
} from '@livephoto/models';
import type { LivenessSignals } from './cues.ts';
import { cueMeasurements } from './liveness-head.ts';

/** Each in logits: above zero speaks for a person, below for a picture of one. A cue that the head lacks is missing. */
export type LivenessCues = { readonly [Cue in LivenessCueName]?: number };

/** What judges cues: those of a head, and how they are weighed. */
export type CueFusion = Pick<LivenessHead, 'cues' | 'fusion'>;

/** The cues of a head, from what was measured of a face; each within the head's range. */
export function readCues(signals: LivenessSignals, head: Pick<LivenessHead, 'cues'>): LivenessCues {
  return Object.fromEntries(head.cues.map((cue) => [cue.name, readCue(signals, cue)]));
}

function readCue(signals: LivenessSignals, { name, linear, range }: HeadCue): number {
  const measured = cueMeasurements[name].of(signals);
  const value = linear === undefined ? measured[0]! : applyLinear(linear, measured);
  return within(value, range);
}

/** What each cue adds to the logit of a bona fide capture, its share of the bias included. */
export function contributions(cues: LivenessCues, { cues: all, fusion }: CueFusion): LivenessCues {
  return Object.fromEntries(
    all.map(({ name, biasShare, contribution }) => [
      name,
      within(fusion.bias * biasShare + weightOf(fusion, name) * (cues[name] ?? 0), contribution),
    ]),
  );
}

/** Logit of a bona fide capture. */
export function fusedLogit(cues: LivenessCues, fusion: CueFusion): number {
  const added = contributions(cues, fusion);
  return fusion.cues.reduce((sum, { name }) => sum + added[name]!, 0);
}

/** Probability 0..1 that the photo is a bona fide capture. */
export function fuse(cues: LivenessCues, fusion: CueFusion): number {
  return 1 / (1 + Math.exp(-fusedLogit(cues, fusion)));
}

/** Probability 0..1 that a person was photographed, or a picture of one, and no drawing, statue or toy. */
export function personScore(signals: LivenessSignals, { person }: Pick<LivenessHead, 'person'>): number {
  return 1 / (1 + Math.exp(-(person.bias + applyLinear(person.linear, signals.personFeatures))));
}

function weightOf(fusion: LivenessFusion, name: LivenessCueName): number {
  return fusion[name] ?? 0;
}

function applyLinear({ mean, deviation, weight, bound }: LinearHead, values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weight.length; i++) {
    sum += weight[i]! * standardised(values[i]!, mean[i]!, deviation[i]!, bound);
  }
  return sum;
}

/** Deviations from the mean, none farther than `bound`. */
export function standardised(value: number, mean: number, deviation: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, (value - mean) / deviation));
}

function within(value: number, { least = -Infinity, most = Infinity }: LogitRange = {}): number {
  return Math.min(most, Math.max(least, value));
}
