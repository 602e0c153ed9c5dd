/**
 * Fits the liveness read-out: linear terms over what the spoof net and the skin's texture show, added to the net's own
 * verdict.
 *
 * The fit starts from that verdict, whose two margins keep equal weights and are all but free; texture and features
 * are held back by strong penalties. Fitted freely, the same numbers lose to the unfitted net on sources not seen: see
 * packages/models/cards/liveness-readout.md.
 */
import type { LivenessSignals } from '../vision/liveness/cues.ts';
import { type LinearReadOut, type ReadOuts, readCues, standardised } from '../vision/liveness/read-out.ts';
import { fitLogistic, type LogisticRow } from './logistic.ts';

export interface LabelledSignals {
  readonly signals: LivenessSignals;
  readonly genuine: boolean;
  /** Camera, room or collection: what one source has in common must not be learned as what attacks have. */
  readonly source: string;
  /** The label is not certain: the photo weighs a quarter. */
  readonly weak: boolean;
}

type Term = 'texture' | 'features';
const terms: readonly Term[] = ['texture', 'features'];

/** Pull of each term's standardised weights to zero, in rows' worth of certainty; a term without one is left out. */
export type Penalties = Readonly<Partial<Record<Term, number>>>;

/** Chosen by the leave-one-source-out table of the model card. */
export const readOutPenalties: Penalties = { texture: 100, features: 10_000 };

/** Pull of the weight of both margins' sum: hardly any, as a margin is some ten logits wide. */
const marginPenalty = 0.3;
const weakWeight = 0.25;

export interface FittedReadOut extends ReadOuts {
  readonly bias: number;
  /** Weight of the spoof net's margin for the face, and of that for the frame. */
  readonly margin: number;
}

/** Needs photos of both kinds. */
export function fitReadOut(photos: readonly LabelledSignals[], penalties: Penalties): FittedReadOut {
  const weights = balancedWeights(photos);
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
          Array.from(signals[name], (value, k) => standardised(value, mean[k]!, deviation[k]!)),
        ),
      ]),
      positive: genuine,
      weight: weights[i]!,
    }),
  );
  const strength = [0, marginPenalty, ...chosen.flatMap(({ mean, penalty }) => mean.map(() => penalty))];
  const [bias, margin, ...rest] = fitLogistic(rows, { weights: strength.map(() => 0), strength });
  const readOuts: Partial<Record<Term, LinearReadOut>> = {};
  for (const { name, mean, deviation } of chosen) {
    readOuts[name] = { mean, deviation, weight: rest.splice(0, mean.length) };
  }
  return { bias: bias!, margin: margin!, ...readOuts };
}

/** Logit of a bona fide capture. */
export function readOutLogit(fitted: FittedReadOut, signals: LivenessSignals): number {
  const { face, frame, features, texture } = readCues(signals, fitted);
  return fitted.bias + fitted.margin * (face + frame) + features + texture;
}

/** The logit of each photo by a read-out that saw no photo of its source. Needs two sources, each with both kinds beside it. */
export function leftOutLogits(photos: readonly LabelledSignals[], penalties: Penalties): number[] {
  const logits = photos.map(() => 0);
  for (const source of new Set(photos.map((photo) => photo.source))) {
    const fitted = fitReadOut(
      photos.filter((photo) => photo.source !== source),
      penalties,
    );
    for (const [i, photo] of photos.entries()) {
      if (photo.source === source) logits[i] = readOutLogit(fitted, photo.signals);
    }
  }
  return logits;
}

/** Slope and bias that make logits calibrated ones (Platt 1999), on the photos whose label is certain. */
export function calibrateLogits(
  photos: readonly LabelledSignals[],
  logits: readonly number[],
): { slope: number; bias: number } {
  const certain = photos.flatMap((photo, i) => (photo.weak ? [] : [{ photo, logit: logits[i]! }]));
  const weights = balancedWeights(certain.map(({ photo }) => photo));
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

/** Every source and kind weighs the square root of its count, and both kinds weigh the same: 1 a photo on average. */
function balancedWeights(photos: readonly LabelledSignals[]): number[] {
  const groupOf = ({ source, genuine }: LabelledSignals) => `${genuine} ${source}`;
  const counts = new Map<string, number>();
  for (const photo of photos) counts.set(groupOf(photo), (counts.get(groupOf(photo)) ?? 0) + 1);
  const weights = photos.map(
    (photo) => (photo.weak ? weakWeight : 1) / Math.sqrt(counts.get(groupOf(photo))!),
  );
  const total = { true: 0, false: 0 };
  for (const [i, { genuine }] of photos.entries()) total[`${genuine}`] += weights[i]!;
  return weights.map((weight, i) => (weight * photos.length) / 2 / total[`${photos[i]!.genuine}`]);
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
