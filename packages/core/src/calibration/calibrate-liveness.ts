/** Re-fits how liveness is judged on a deployment's own labelled photos: fusion and threshold, nothing larger. */
import type { LivenessFusion } from '@livephoto/models';
import { LivePhotoError } from '../contract/errors.ts';
import { type CueFusion, fuse, type LivenessCues } from '../vision/liveness/fuse-cues.ts';
import { fitLogistic, type LogisticRow } from './logistic.ts';

/** What was measured of a photo whose label is known. */
export interface LabelledCues {
  /** As `inspectDetailed` gives them. */
  readonly cues: LivenessCues;
  readonly genuine: boolean;
  /** Person, session or source: photos that share it stay on one side when the result is checked. */
  readonly group: string;
}

/** Where a fit starts, and what it may cost. */
export interface CalibrationOptions {
  /** The head that read the cues: its weights are where the fit starts, and what it stays near to unless the photos speak against it. */
  readonly from: CueFusion;
  /** Least probability, 0..1, that is asked of a photo today: what the result is compared with. */
  readonly minScore: number;
  /** Share of genuine photos that may be refused, 0..1; 0.05 when left out. */
  readonly maxBpcer?: number;
}

/** What was fitted, and how often it is wrong on photos that it had not seen. */
export interface LivenessCalibration {
  /** What goes into a policy's section `liveness`. */
  readonly liveness: { readonly minScore: number; readonly fusion: LivenessFusion };
  readonly genuine: number;
  readonly attacks: number;
  /** Rates 0..1 at the new threshold, each photo judged by a fit that saw no photo of its group. */
  readonly bpcer: number;
  /** Null where there is no attack. */
  readonly apcer: number | null;
  /** The same photos under the policy that the fit started from. */
  readonly before: { readonly bpcer: number; readonly apcer: number | null };
}

/** Fewer of a kind say nothing about 5 % of it. */
export const leastPhotos = 40;
const leastGroups = 2;
const folds = 5;
/** Rows' worth of certainty in the weights that came before, where the labels are balanced and weigh 1 on average. */
const priorStrength = 20;

/**
 * Without any attack the weights stay, and the threshold is that of `maxBpcer`, never lower than it was: nothing would show what
 * a lower one lets through.
 *
 * @throws {LivePhotoError} `invalid_request` (param `labels`) for fewer than `leastPhotos` of a kind, or when all of a
 *   kind share one group.
 */
export function calibrateLiveness(
  photos: readonly LabelledCues[],
  { from, minScore: minScoreBefore, maxBpcer = 0.05 }: CalibrationOptions,
): LivenessCalibration {
  const genuine = photos.filter((photo) => photo.genuine);
  const attacks = photos.filter((photo) => !photo.genuine);
  for (const [kind, list] of [
    ['genuine photos', genuine],
    ['attacks', attacks],
  ] as const) {
    if (list === attacks && attacks.length === 0) continue;
    if (list.length < leastPhotos) {
      throw wrongLabels(
        `Calibration wants at least ${leastPhotos} ${kind} with a face, there are ${list.length}${list === attacks ? ': add some, or leave them all out and fit the threshold alone' : ''}`,
      );
    }
    if (new Set(list.map(({ group }) => group)).size < leastGroups) {
      throw wrongLabels(`All ${kind} are of one group; label at least ${leastGroups} people or sessions`);
    }
  }

  if (attacks.length === 0) return thresholdAlone(photos, from, minScoreBefore, maxBpcer);
  const foldOf = foldsByGroup(photos);
  const judged = photos.map(() => 0);
  for (let fold = 0; fold < folds; fold++) {
    const others = photos.filter(({ group }) => foldOf.get(group) !== fold);
    if (others.length === photos.length) continue;
    if (new Set(others.map((photo) => photo.genuine)).size < 2) {
      throw wrongLabels('One group holds nearly all photos of a kind; label more people or sessions');
    }
    const fusion = { ...from, fusion: fitFusion(others, from) };
    for (const [i, photo] of photos.entries()) {
      if (foldOf.get(photo.group) === fold) judged[i] = fuse(photo.cues, fusion);
    }
  }
  const minScore = quantile(
    judged.filter((_, i) => photos[i]!.genuine),
    maxBpcer,
  );
  return {
    liveness: { minScore, fusion: fitFusion(photos, from) },
    genuine: genuine.length,
    attacks: attacks.length,
    ...errorRates(photos, judged, minScore),
    before: errorRates(
      photos,
      photos.map(({ cues }) => fuse(cues, from)),
      minScoreBefore,
    ),
  };
}

function thresholdAlone(
  photos: readonly LabelledCues[],
  from: CueFusion,
  before: number,
  maxBpcer: number,
): LivenessCalibration {
  const scores = photos.map(({ cues }) => fuse(cues, from));
  const foldOf = foldsByGroup(photos);
  const asked = (seen: readonly number[]) => Math.max(before, quantile(seen, maxBpcer));
  let refused = 0;
  for (let fold = 0; fold < folds; fold++) {
    const isIn = (i: number) => foldOf.get(photos[i]!.group) === fold;
    const least = asked(scores.filter((_, i) => !isIn(i)));
    refused += scores.filter((score, i) => isIn(i) && score < least).length;
  }
  return {
    liveness: { minScore: asked(scores), fusion: from.fusion },
    genuine: photos.length,
    attacks: 0,
    bpcer: refused / photos.length,
    apcer: null,
    before: errorRates(photos, scores, before),
  };
}

function fitFusion(photos: readonly LabelledCues[], { cues: all, fusion: from }: CueFusion): LivenessFusion {
  const names = all.map(({ name }) => name);
  const genuine = photos.filter((photo) => photo.genuine).length;
  const rows: LogisticRow[] = photos.map((photo) => ({
    inputs: [1, ...names.map((name) => photo.cues[name] ?? 0)],
    positive: photo.genuine,
    weight: photos.length / 2 / (photo.genuine ? genuine : photos.length - genuine),
  }));
  const spread = names.map((_, i) => variance(rows.map(({ inputs }) => inputs[i + 1]!)));
  const [bias, ...weights] = fitLogistic(rows, {
    weights: [from.bias, ...names.map((name) => from[name] ?? 0)],
    // In units of what a cue does to the logit; the bias is the deployment's own.
    strength: [0, ...spread.map((value) => priorStrength * value)],
  });
  const brief = (value: number | undefined) => Number(value!.toFixed(4));
  return {
    bias: brief(bias),
    ...Object.fromEntries(names.map((name, i) => [name, brief(weights[i])])),
  };
}

/** Spreads groups over the folds, largest first, each to the fold that has the fewest photos of its main kind. */
function foldsByGroup(photos: readonly LabelledCues[]): Map<string, number> {
  const counts = new Map<string, { genuine: number; attacks: number }>();
  for (const { group, genuine } of photos) {
    const count = counts.get(group) ?? { genuine: 0, attacks: 0 };
    count[genuine ? 'genuine' : 'attacks'] += 1;
    counts.set(group, count);
  }
  const filled = Array.from({ length: folds }, () => ({ genuine: 0, attacks: 0 }));
  const fold = new Map<string, number>();
  const bySize = [...counts].sort(
    ([a, x], [b, y]) => y.genuine + y.attacks - x.genuine - x.attacks || (a < b ? -1 : 1),
  );
  for (const [group, count] of bySize) {
    const main = count.genuine >= count.attacks ? 'genuine' : 'attacks';
    let best = 0;
    for (let i = 1; i < folds; i++) if (filled[i]![main] < filled[best]![main]) best = i;
    fold.set(group, best);
    filled[best]!.genuine += count.genuine;
    filled[best]!.attacks += count.attacks;
  }
  return fold;
}

function errorRates(photos: readonly LabelledCues[], scores: readonly number[], minScore: number) {
  let refused = 0;
  let passed = 0;
  let genuine = 0;
  for (const [i, photo] of photos.entries()) {
    if (photo.genuine) {
      genuine += 1;
      if (scores[i]! < minScore) refused += 1;
    } else if (scores[i]! >= minScore) passed += 1;
  }
  const attacks = photos.length - genuine;
  return { bpcer: refused / genuine, apcer: attacks === 0 ? null : passed / attacks };
}

/** The value that no more than `share` of the values lie under. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  // Rounded down, so that a threshold printed with four digits refuses no more.
  return Math.floor(sorted[Math.floor(share * sorted.length)]! * 1e4) / 1e4;
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function wrongLabels(message: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'labels' });
}
