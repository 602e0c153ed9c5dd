/**
 * Fits the liveness head: a linear term over what else the spoof net's last map shows of the frame, added to the net's own
 * verdicts on the face, looked at twice, and on the frame.
 *
 * The fit starts from these verdicts, whose three margins keep equal weights and are all but free; the features are held back
 * by strong penalties. Fitted freely, the same numbers lose to the unfitted net on families not seen: see
 * packages/models/cards/liveness-readout.md.
 */
import type { LivenessSignals } from '@livephoto/core';
import {
  type CueFusion,
  fitLogistic,
  fusedLogit,
  type LogisticRow,
  readCues,
  standardised,
} from '@livephoto/core/calibration';
import type { HeadCue, LivenessFusion } from '@livephoto/models';

export interface LabelledSignals {
  readonly signals: LivenessSignals;
  readonly genuine: boolean;
  /** Camera, room or collection: what one source has in common must not be learned as what attacks have. */
  readonly source: string;
  /** The label is not certain: the photo weighs a quarter. */
  readonly weak: boolean;
  /** What was done to a photo that is measured as it is as well; nothing is judged by its copies. */
  readonly altered?: string | undefined;
  /** No photo: drawn, to be fitted on. Nothing is judged by it. */
  readonly taught?: boolean | undefined;
}

type Term = 'faceFeatures' | 'frameFeatures' | 'skinTones';
const terms: readonly Term[] = ['faceFeatures', 'frameFeatures', 'skinTones'];

/** Pull of each term's standardised weights to zero, in rows' worth of certainty; a term without one is left out. */
export type Penalties = Readonly<Partial<Record<Term, number>>>;

export interface HeadSettings {
  readonly penalties: Penalties;
  /** How much a taught family weighs beside one of sure photos. */
  readonly taughtWeight: number;
}

/** Chosen by `bench left-out --nested`: see `triedSettings`. */
export const headSettings: HeadSettings = { penalties: { frameFeatures: 3000 }, taughtWeight: 0.25 };

/** What was tried beside it: `bench left-out` shows what each brings. */
export const triedPenalties: Penalties = { faceFeatures: 3000, skinTones: 100 };

/** What ridge and weight are chosen from, by the mean over families of the equal error rate of each by the others. */
export const triedSettings: readonly HeadSettings[] = [1000, 3000, 5000, 10_000].flatMap((frameFeatures) =>
  [0.25, 0.5, 1].map((taughtWeight) => ({ penalties: { frameFeatures }, taughtWeight })),
);

/** Pull of the weight of the margins' sum: hardly any, as a margin is some ten logits wide. */
const marginPenalty = 0.3;
const weakWeight = 0.25;
/** Deviations: see `LinearHead`. */
const bound = 2.5;
/** Fewer photos of a family and kind than this count for what they are; with more, the family counts no more. */
const fullFamily = 20;

/** A head whose logit is not calibrated yet. Needs photos of both kinds. */
export function fitHead(
  photos: readonly LabelledSignals[],
  { penalties, taughtWeight }: HeadSettings,
): CueFusion {
  const weights = balancedWeights(photos, taughtWeight);
  const chosen = terms.flatMap((name) => {
    const penalty = penalties[name];
    return penalty === undefined
      ? []
      : [{ name, penalty, ...spreadOf(photos.map(({ signals }) => signals[name])) }];
  });
  const rows = photos.map(
    ({ signals, genuine }, i): LogisticRow => ({
      inputs: Float64Array.from([
        1,
        signals.faceMargin + signals.frameMargin,
        ...chosen.flatMap(({ name, mean, deviation }) =>
          Array.from(signals[name], (value, k) => standardised(value, mean[k]!, deviation[k]!, bound)),
        ),
      ]),
      positive: genuine,
      weight: weights[i]!,
    }),
  );
  const strength = [0, marginPenalty, ...chosen.flatMap(({ mean, penalty }) => mean.map(() => penalty))];
  const [bias, margin, ...rest] = fitLogistic(rows, { weights: strength.map(() => 0), strength });
  const fitted = chosen.map(
    ({ name, mean, deviation }): HeadCue => ({
      name,
      linear: { mean, deviation, weight: rest.splice(0, mean.length), bound },
      biasShare: 0,
    }),
  );
  return {
    // The bias is what the verdicts of the net are off by: each takes a third of it, and two of them are the face's.
    cues: [{ name: 'face', biasShare: 2 / 3 }, { name: 'frame', biasShare: 1 / 3 }, ...fitted],
    fusion: {
      bias: bias!,
      face: margin!,
      frame: margin!,
      ...Object.fromEntries(fitted.map(({ name }) => [name, 1])),
    },
  };
}

/** Logit of a bona fide capture. */
export function headLogit(head: CueFusion, signals: LivenessSignals): number {
  return fusedLogit(readCues(signals, head), head);
}

/**
 * The logit of each photo by a head that saw nothing of its source.
 * @param fitted what is fitted on: the photos themselves, their copies, what is taught. Any source less, it must have both kinds
 */
export function leftOutLogits(
  photos: readonly LabelledSignals[],
  fitted: readonly LabelledSignals[],
  settings: HeadSettings,
): number[] {
  const logits = photos.map(() => 0);
  for (const source of new Set(photos.map((photo) => photo.source))) {
    const head = fitHead(
      fitted.filter((photo) => photo.source !== source),
      settings,
    );
    for (const [i, photo] of photos.entries()) {
      if (photo.source === source) logits[i] = headLogit(head, photo.signals);
    }
  }
  return logits;
}

/** What makes a head's logit a calibrated one: `slope * logit + bias`. */
export interface LogitScale {
  readonly slope: number;
  readonly bias: number;
}

/** By Platt (1999), on the photos whose label is certain; genuine photos and attacks weigh alike. */
export function calibrateLogits(photos: readonly LabelledSignals[], logits: readonly number[]): LogitScale {
  const certain = photos.flatMap((photo, i) =>
    photo.weak || photo.altered !== undefined || photo.taught ? [] : [{ photo, logit: logits[i]! }],
  );
  const weights = balancedWeights(
    certain.map(({ photo }) => photo),
    0,
  );
  const [bias, slope] = fitLogistic(
    certain.map(({ photo, logit }, i) => ({
      inputs: [1, logit],
      positive: photo.genuine,
      weight: weights[i]!,
    })),
    { weights: [0, 1], strength: [0, 1e-6] },
  );
  return { slope: slope!, bias: bias! };
}

/** What becomes of a head's weights so that its logit is a calibrated one. */
export function scaledFusion({ cues, fusion }: CueFusion, { slope, bias }: LogitScale): LivenessFusion {
  const brief = (value: number) => Number(value.toFixed(4));
  return {
    bias: brief(slope * fusion.bias + bias),
    ...Object.fromEntries(cues.map(({ name }) => [name, brief(slope * (fusion[name] ?? 0))])),
  };
}

/**
 * Every family and kind weighs the same, and both kinds do: 1 a photo on average, copies and what is taught not counted.
 * Copies share the weight of their family half and half with the photos as they are.
 */
function balancedWeights(photos: readonly LabelledSignals[], taughtWeight: number): number[] {
  const groupOf = ({ source, genuine, altered }: LabelledSignals) =>
    `${genuine} ${altered === undefined} ${source}`;
  const counts = new Map<string, number>();
  for (const photo of photos) counts.set(groupOf(photo), (counts.get(groupOf(photo)) ?? 0) + 1);
  const weights = photos.map((photo) => {
    const count = counts.get(groupOf(photo))!;
    const sureness = photo.taught ? taughtWeight : photo.weak ? weakWeight : 1;
    return (sureness * Math.min(1, count / fullFamily)) / count;
  });
  const total = { true: 0, false: 0 };
  for (const [i, { genuine }] of photos.entries()) total[`${genuine}`] += weights[i]!;
  const originals = photos.filter(({ altered, taught }) => altered === undefined && !taught).length;
  return weights.map((weight, i) => (weight * originals) / 2 / total[`${photos[i]!.genuine}`]);
}

/** A number that never varies is left as it is. */
function spreadOf(rows: readonly Float64Array[]): { mean: number[]; deviation: number[] } {
  const size = rows[0]?.length ?? 0;
  const mean = new Array<number>(size).fill(0);
  const variance = new Array<number>(size).fill(0);
  for (const row of rows) for (let i = 0; i < size; i++) mean[i]! += row[i]! / rows.length;
  for (const row of rows)
    for (let i = 0; i < size; i++) variance[i]! += (row[i]! - mean[i]!) ** 2 / rows.length;
  return { mean, deviation: variance.map((value) => (value < 1e-18 ? 1 : Math.sqrt(value))) };
}
