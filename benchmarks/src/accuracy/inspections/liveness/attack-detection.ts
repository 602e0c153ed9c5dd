/** Liveness: error rates of presentation attack detection (ISO/IEC 30107-3), at the policy's threshold and over all. */
import { familyOf, speciesOfLabel } from '../../families/family.ts';
import type { JudgedPhoto } from '../../families/family-rates.ts';
import type { ObservedPhoto } from '../../runner/run.ts';
import { type BootstrapOptions, bootstrap, type Estimate } from '../../statistics/bootstrap.ts';
import {
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityBins,
} from '../../statistics/calibration.ts';
import {
  areaUnderRoc,
  bpcerAtApcer,
  equalErrorRate,
  type OperatingPoint,
  operatingPoints,
} from '../../statistics/detection-curve.ts';
import { type PadDecision, type PadRates, padRates } from '../../statistics/presentation-attack.ts';
import { type Proportion, shareOf } from '../../statistics/proportion.ts';
import { type ByStanding, byStanding } from '../grouped.ts';
import { type Mistake, worstFirst } from '../mistake.ts';

/** The score read as the probability that a photo is genuine. */
export interface LivenessCalibrationFigures {
  /** Genuine photos and attacks weighing the same in all, which is what the score is calibrated for. */
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error 0..1 of these bins; null without photos of both kinds. */
  readonly error: number | null;
  /** The same with every photo weighing one. */
  readonly errorAsTheyCame: number | null;
}

export interface LivenessFigures {
  readonly photos: number;
  readonly errors: number;
  readonly bonaFide: number;
  readonly attacks: number;
  /** Species as labelled: print, replay, mask. */
  readonly rates: PadRates;
  /** Attacks again by instrument in full (replay · mobile · video), where the labels tell. */
  readonly instruments: PadRates['species'];
  /** All species pooled; photos without an answer have no score and are in the non-response rates. */
  readonly eer: Estimate;
  readonly auc: Estimate;
  /** Lowest BPCER with pooled APCER ≤ 5 % and ≤ 10 %. */
  readonly bpcer20: Estimate;
  readonly bpcer10: Estimate;
  /** The same with APCER of the worst species. */
  readonly bpcer20Worst: number | null;
  readonly bpcer10Worst: number | null;
  readonly calibration: LivenessCalibrationFigures;
  /** Of all bona fide photos: accepted by every inspection. */
  readonly bonaFideAccepted: Proportion;
  /** Of all attacks: accepted by every inspection. */
  readonly attacksAccepted: Proportion;
}

/** Undefined for bona fide photos. */
export function speciesOf({ photo }: Pick<ObservedPhoto, 'photo'>): string | undefined {
  return speciesOfLabel(photo);
}

/** Probability, 0..100, of a genuine capture; undefined without an answer. */
export function livenessScore({ observation }: ObservedPhoto): number | undefined {
  return observation.report?.inspections.liveness.evidence.bonaFide;
}

export function livenessDecision({ observation }: ObservedPhoto): PadDecision {
  const outcome = observation.report?.inspections.liveness.outcome;
  if (outcome === 'passed') return 'bona fide';
  return outcome === 'failed' ? 'attack' : 'no answer';
}

/** Every operating point of these photos' scores. */
export function livenessPoints(photos: readonly ObservedPhoto[]): OperatingPoint[] {
  return operatingPoints(scored(photos));
}

export function scoreLiveness(
  photos: readonly ObservedPhoto[],
  resamples?: number,
): ByStanding<LivenessFigures> {
  return byStanding(photos, (members) => figures(members, resamples));
}

interface ScoredPhoto extends ObservedPhoto {
  readonly score: number;
  readonly species: string | undefined;
}

function scored(photos: readonly ObservedPhoto[]): ScoredPhoto[] {
  return photos.flatMap((item) => {
    const score = livenessScore(item);
    return score === undefined ? [] : [{ ...item, score, species: speciesOf(item) }];
  });
}

/** Those that got an answer, as families are judged by. */
export function judgedPhotos(photos: readonly ObservedPhoto[]): JudgedPhoto[] {
  return scored(photos).map((item) => ({
    family: familyOf(item.photo),
    species: item.species,
    subject: item.photo.extra.subject,
    score: item.score,
    probability: item.score / 100,
    accepted: livenessDecision(item) === 'bona fide',
  }));
}

/** Photos of one person are drawn together; bona fide and attack photos that name nobody keep their numbers. */
export const resampling: BootstrapOptions<Pick<ObservedPhoto, 'photo'>> = {
  stratumOf: ({ photo }) => `${photo.source}/${photo.extra.subject === undefined ? photo.label : ''}`,
  clusterOf: ({ photo }) => photo.extra.subject,
};

function figures(photos: readonly ObservedPhoto[], resamples?: number): LivenessFigures {
  const bonaFide = photos.filter((item) => speciesOf(item) === undefined);
  const attacks = photos.filter((item) => speciesOf(item) !== undefined);
  const decided = photos.map((item) => ({ species: speciesOf(item), decision: livenessDecision(item) }));
  const withScore = scored(photos);
  const { eer, auc, bpcer20, bpcer10 } = bootstrap(
    withScore,
    (sample) => {
      const points = operatingPoints(sample);
      return {
        eer: equalErrorRate(points),
        auc: areaUnderRoc(points),
        bpcer20: bpcerAtApcer(points, 0.05),
        bpcer10: bpcerAtApcer(points, 0.1),
      };
    },
    { ...resampling, resamples },
  );
  const points = operatingPoints(withScore);
  return {
    photos: photos.length,
    errors: photos.filter(({ observation }) => observation.error).length,
    bonaFide: bonaFide.length,
    attacks: attacks.length,
    rates: padRates(decided),
    instruments: padRates(
      attacks.map((item) => ({ species: instrumentOf(item), decision: livenessDecision(item) })),
    ).species,
    eer,
    auc,
    bpcer20,
    bpcer10,
    bpcer20Worst: bpcerAtApcer(points, 0.05, 'worst'),
    bpcer10Worst: bpcerAtApcer(points, 0.1, 'worst'),
    calibration: livenessCalibration(photos),
    bonaFideAccepted: shareOf(bonaFide, isAccepted),
    attacksAccepted: shareOf(attacks, isAccepted),
  };
}

export function livenessCalibration(photos: readonly ObservedPhoto[]): LivenessCalibrationFigures {
  const forecasts = scored(photos).map(({ score, species }) => ({
    probability: score / 100,
    true: species === undefined,
  }));
  const bins = reliabilityBins(forecasts, 'alike');
  return {
    bins,
    error: expectedCalibrationError(bins),
    errorAsTheyCame: expectedCalibrationError(reliabilityBins(forecasts, 'as they came')),
  };
}

function instrumentOf({ photo: { extra } }: ObservedPhoto): string {
  const parts = [extra.attack ?? 'unstated', extra.device, extra.medium].filter((part) => part !== undefined);
  return [...new Set(parts)].join(' · ');
}

function isAccepted({ observation }: ObservedPhoto): boolean {
  return observation.report?.accepted === true;
}

export function livenessMistakes(photos: readonly ObservedPhoto[]): Mistake[] {
  return worstFirst(photos.flatMap((item) => mistakeOf(item) ?? []));
}

function mistakeOf(item: ObservedPhoto): Mistake | undefined {
  const { photo, observation } = item;
  const species = speciesOf(item);
  const decision = livenessDecision(item);
  if (decision === (species === undefined ? 'bona fide' : 'attack')) return undefined;
  const what = species === undefined ? 'genuine' : `attack (${species})`;
  if (decision === 'no answer') {
    return {
      photo,
      kind: `${what}: no answer`,
      detail: observation.error?.message ?? observation.report?.inspections.liveness.reason ?? 'skipped',
      severity: 0,
    };
  }
  const score = livenessScore(item) ?? 0;
  return {
    photo,
    kind: `${what} taken as ${decision === 'attack' ? 'an attack' : 'genuine'}`,
    detail: `score ${score}`,
    severity: 1 + (species === undefined ? 100 - score : score),
  };
}
