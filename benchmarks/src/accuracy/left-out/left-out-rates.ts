/** What linear heads are worth on sources that they were not fitted on. */
import { headPenalties, leftOutLogits, type Penalties } from '@livephoto/models-build/liveness';
import {
  areaUnderRoc,
  bpcerAtApcer,
  equalErrorRate,
  operatingPoints,
} from '../statistics/detection-curve.ts';
import { groupBy } from '../statistics/group-by.ts';
import type { MeasuredPhoto } from './measured-signals.ts';

/** A way to judge every photo. */
export interface HeadVariant {
  readonly name: string;
  /** One a photo; higher is more genuine. */
  readonly logits: readonly number[];
}

export interface VariantFigures {
  readonly name: string;
  /** All firm photos together first, then each source. */
  readonly rows: readonly SourceFigures[];
}

export interface SourceFigures {
  readonly source: string;
  readonly genuine: number;
  readonly attacks: number;
  readonly eer: number | null;
  readonly auc: number | null;
  readonly bpcer10: number | null;
}

export const pooled = 'pooled, firm labels';

/** Whether any source can be left out and both kinds remain. */
export function isFittable(photos: readonly MeasuredPhoto[]): boolean {
  return [true, false].every(
    (genuine) =>
      new Set(photos.filter((photo) => photo.genuine === genuine).map(({ source }) => source)).size >= 2,
  );
}

/** All cues, each fitted one left out in turn, and the net's own verdicts, which nothing is fitted for. */
export function headVariants(photos: readonly MeasuredPhoto[], step: (name: string) => void): HeadVariant[] {
  const fitted = (name: string, penalties: Penalties): HeadVariant => {
    step(name);
    return { name, logits: leftOutLogits(photos, penalties) };
  };
  const { texture, features } = headPenalties;
  const unfitted = (name: string, logit: (photo: MeasuredPhoto) => number) => ({
    name,
    logits: photos.map(logit),
  });
  return [
    fitted('all four cues', headPenalties),
    fitted('without texture', features === undefined ? {} : { features }),
    fitted('without features', texture === undefined ? {} : { texture }),
    unfitted('face and frame, nothing fitted', ({ signals }) => signals.faceMargin + signals.frameMargin),
    unfitted('face alone, nothing fitted', ({ signals }) => signals.faceMargin),
    unfitted('frame alone, nothing fitted', ({ signals }) => signals.frameMargin),
  ];
}

export function scoreVariant(
  photos: readonly MeasuredPhoto[],
  { name, logits }: HeadVariant,
): VariantFigures {
  const judged = photos.map((photo, i) => ({
    photo,
    score: logits[i]!,
    species: photo.genuine ? undefined : (photo.photo.extra.attack ?? 'unstated'),
  }));
  const groups = [
    [pooled, judged.filter(({ photo }) => !photo.weak)] as const,
    ...[...groupBy(judged, ({ photo }) => photo.source)].sort(([, a], [, b]) => b.length - a.length),
  ];
  return {
    name,
    rows: groups.map(([source, members]) => {
      const points = operatingPoints(members);
      const genuine = members.filter(({ species }) => species === undefined).length;
      return {
        source,
        genuine,
        attacks: members.length - genuine,
        eer: equalErrorRate(points),
        auc: areaUnderRoc(points),
        bpcer10: bpcerAtApcer(points, 0.1),
      };
    }),
  };
}

export interface Threshold {
  readonly name: string;
  /** Probability 0..1. */
  readonly minScore: number;
  readonly bpcer: number;
  /** All species pooled, and each. */
  readonly apcer: number;
  readonly species: Readonly<Record<string, number>>;
}

/** The thresholds that the policies want, on probabilities of sources left out; firm photos. */
export function thresholds(
  photos: readonly MeasuredPhoto[],
  probabilities: readonly number[],
): readonly [default_: Threshold, strict: Threshold] {
  const firm = photos.flatMap((photo, i) =>
    photo.weak
      ? []
      : [{ probability: probabilities[i]!, genuine: photo.genuine, attack: photo.photo.extra.attack }],
  );
  const genuine = firm.filter((photo) => photo.genuine);
  const attacks = firm.filter((photo) => !photo.genuine);
  const passed = (some: typeof firm, minScore: number) =>
    some.filter(({ probability }) => probability >= minScore).length / some.length;
  const at = (name: string, minScore: number): Threshold => ({
    name,
    minScore,
    bpcer: 1 - passed(genuine, minScore),
    apcer: passed(attacks, minScore),
    species: Object.fromEntries(
      [...groupBy(attacks, ({ attack }) => attack ?? 'unstated')].map(([name, some]) => [
        name,
        passed(some, minScore),
      ]),
    ),
  });
  return [
    at('default: BPCER at most 5 %', floor3(quantile(genuine, 0.05))),
    at('strict: APCER at most 5 %', ceil3(quantile(attacks, 0.95))),
  ];
}

function quantile(photos: readonly { readonly probability: number }[], share: number): number {
  const sorted = photos.map(({ probability }) => probability).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Rounded so that a threshold printed with three digits keeps its promise. */
function floor3(value: number): number {
  return Math.floor(value * 1000) / 1000;
}
function ceil3(value: number): number {
  return Math.ceil(value * 1000 + 1e-9) / 1000;
}
