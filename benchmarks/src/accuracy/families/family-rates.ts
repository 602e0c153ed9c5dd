/** Error rates by families and by species, every family weighing the same. */
import { mean } from 'simple-statistics';
import { type BootstrapOptions, bootstrap, type Estimate } from '../statistics/bootstrap.ts';
import { expectedCalibrationError, reliabilityBins } from '../statistics/calibration.ts';
import {
  areaUnderRoc,
  bpcerAtApcer,
  equalErrorRate,
  type OperatingPoint,
  operatingPoints,
} from '../statistics/detection-curve.ts';
import { groupBy } from '../statistics/group-by.ts';
import { type Proportion, shareOf } from '../statistics/proportion.ts';
import { twoLevelBootstrap } from '../statistics/two-level-bootstrap.ts';

/** A presentation that got an answer. */
export interface JudgedPhoto {
  readonly family: string;
  /** Undefined: bona fide. */
  readonly species?: string | undefined;
  /** The person. */
  readonly subject?: string | undefined;
  /** Higher is more genuine. */
  readonly score: number;
  /** 0..1 that it is bona fide, where the score claims to be one. */
  readonly probability?: number | undefined;
  /** At the policy's threshold; undefined where none was asked. */
  readonly accepted?: boolean | undefined;
}

/** Of one family, at its own thresholds: nothing is compared over families. */
export interface FamilyFigures {
  readonly family: string;
  readonly bonaFide: number;
  readonly attacks: number;
  readonly eer: Estimate;
  readonly auc: Estimate;
  readonly bpcer10: Estimate;
  readonly bpcer20: Estimate;
  /** At the policy's threshold; null values where there is none. */
  readonly bpcer: Proportion;
  readonly apcer: Proportion;
  /** Expected calibration error 0..1, both kinds weighing alike; null without probabilities of both kinds. */
  readonly calibrationError: number | null;
}

/** Attacks of one species against the bona fide photos of the same families. */
export interface SpeciesFigures {
  readonly species: string;
  readonly families: number;
  readonly attacks: number;
  /** Mean over families. */
  readonly eer: Estimate;
  /** At the policy's threshold, mean over families. */
  readonly apcer: Estimate;
}

export interface MacroFigures {
  /** With enough of both kinds for an equal error rate of their own. */
  readonly families: number;
  /** Mean over families of each one's own equal error rate. */
  readonly eer: Estimate;
  /** Equal error rate at one threshold for all: mean BPCER over families = mean APCER over families. */
  readonly eerOneThreshold: Estimate;
  /** Lowest mean BPCER over families at one threshold whose mean APCER over families is ≤ 10 %, and ≤ 5 %. */
  readonly bpcer10: Estimate;
  readonly bpcer20: Estimate;
  /** At the policy's threshold, mean over families. */
  readonly bpcer: Estimate;
  readonly apcer: Estimate;
  /** Mean over families. */
  readonly calibrationError: number | null;
  readonly worstFamily: string | null;
  /** By its own equal error rate. */
  readonly worstSpecies: string | null;
}

export interface FamiliesFigures {
  readonly macro: MacroFigures;
  /** Worst first. */
  readonly families: readonly FamilyFigures[];
  readonly species: readonly SpeciesFigures[];
}

/** What a family needs of each kind to have an equal error rate that counts. */
export const fewestOfEachKind = 5;

/** Photos of one person are drawn together; where nobody is named, each kind keeps its number. */
export const resampling: BootstrapOptions<JudgedPhoto> = {
  stratumOf: ({ species, subject }) => (subject === undefined ? (species ?? 'bona fide') : ''),
  clusterOf: ({ subject }) => subject,
};

export function rateFamilies(photos: readonly JudgedPhoto[], resamples?: number): FamiliesFigures {
  const groups = groupBy(photos, ({ family }) => family);
  const families = [...groups]
    .map(([family, members]) => familyFigures(family, members, resamples))
    .sort((a, b) => (b.eer.value ?? -1) - (a.eer.value ?? -1));
  const names = [...new Set(photos.flatMap(({ species }) => species ?? []))].sort();
  const estimates = twoLevelBootstrap([...groups.values()], (sample) => macroRates(sample, names), {
    ...resampling,
    resamples,
  });
  const species = names
    .map((name): SpeciesFigures => {
      const attacks = photos.filter((photo) => photo.species === name);
      return {
        species: name,
        families: new Set(attacks.map(({ family }) => family)).size,
        attacks: attacks.length,
        eer: estimates[`eer of ${name}`]!,
        apcer: estimates[`apcer of ${name}`]!,
      };
    })
    .sort((a, b) => (b.eer.value ?? -1) - (a.eer.value ?? -1));
  return {
    macro: {
      families: families.filter(({ eer }) => eer.value !== null).length,
      eer: estimates.eer!,
      eerOneThreshold: estimates.eerOneThreshold!,
      bpcer10: estimates.bpcer10!,
      bpcer20: estimates.bpcer20!,
      bpcer: estimates.bpcer!,
      apcer: estimates.apcer!,
      calibrationError: meanOf(families.map(({ calibrationError }) => calibrationError)),
      worstFamily: families.find(({ eer }) => eer.value !== null)?.family ?? null,
      worstSpecies: species.find(({ eer }) => eer.value !== null)?.species ?? null,
    },
    families,
    species,
  };
}

function familyFigures(family: string, members: readonly JudgedPhoto[], resamples?: number): FamilyFigures {
  const bonaFide = members.filter(isBonaFide);
  const attacks = members.filter((photo) => !isBonaFide(photo));
  const rates = (sample: readonly JudgedPhoto[]) => {
    const points = ownPoints(sample);
    return {
      eer: equalErrorRate(points),
      auc: areaUnderRoc(points),
      bpcer10: bpcerAtApcer(points, 0.1),
      bpcer20: bpcerAtApcer(points, 0.05),
    };
  };
  return {
    family,
    bonaFide: bonaFide.length,
    attacks: attacks.length,
    ...(isLargeEnough(members)
      ? bootstrap(members, rates, { ...resampling, resamples })
      : { eer: unknown, auc: unknown, bpcer10: unknown, bpcer20: unknown }),
    bpcer: shareOf(decided(bonaFide), ({ accepted }) => accepted === false),
    apcer: shareOf(decided(attacks), ({ accepted }) => accepted === true),
    calibrationError: expectedCalibrationError(
      reliabilityBins(
        members.flatMap((photo) =>
          photo.probability === undefined
            ? []
            : [{ probability: photo.probability, true: isBonaFide(photo) }],
        ),
        'alike',
      ),
    ),
  };
}

/** One number for each family, and their mean; and what one threshold does to all of them. */
function macroRates(
  families: readonly (readonly JudgedPhoto[])[],
  species: readonly string[],
): Record<string, number | null> {
  const points = familyPoints(families);
  const rates: Record<string, number | null> = {
    eer: meanOf(families.map(ownEqualErrorRate)),
    eerOneThreshold: equalErrorRate(points),
    bpcer10: bpcerAtApcer(points, 0.1),
    bpcer20: bpcerAtApcer(points, 0.05),
    bpcer: meanOf(families.map((members) => refusedShare(members.filter(isBonaFide)))),
    apcer: meanOf(families.map((members) => acceptedShare(members.filter((photo) => !isBonaFide(photo))))),
  };
  for (const name of species) {
    const having = families.filter((members) => members.some((photo) => photo.species === name));
    rates[`eer of ${name}`] = meanOf(
      having.map((members) =>
        ownEqualErrorRate(members.filter((photo) => isBonaFide(photo) || photo.species === name)),
      ),
    );
    rates[`apcer of ${name}`] = meanOf(
      having.map((members) => acceptedShare(members.filter((photo) => photo.species === name))),
    );
  }
  return rates;
}

/** Operating points at one threshold for all families, each of which weighs the same within a kind. */
export function familyPoints(families: readonly (readonly JudgedPhoto[])[]): OperatingPoint[] {
  return operatingPoints(
    families.flatMap((members) => {
      const bonaFide = members.filter(isBonaFide).length;
      return members.map(({ score, species }) => ({
        score,
        species,
        weight: 1 / (species === undefined ? bonaFide : members.length - bonaFide),
      }));
    }),
  );
}

const unknown: Estimate = { value: null, low: null, high: null };

function ownPoints(members: readonly JudgedPhoto[]): OperatingPoint[] {
  return operatingPoints(members.map(({ score, species }) => ({ score, species })));
}

/** Null of fewer than `fewestOfEachKind`. */
export function ownEqualErrorRate(members: readonly JudgedPhoto[]): number | null {
  return isLargeEnough(members) ? equalErrorRate(ownPoints(members)) : null;
}

function isLargeEnough(members: readonly JudgedPhoto[]): boolean {
  const bonaFide = members.filter(isBonaFide).length;
  return bonaFide >= fewestOfEachKind && members.length - bonaFide >= fewestOfEachKind;
}

function isBonaFide({ species }: JudgedPhoto): boolean {
  return species === undefined;
}

function decided(photos: readonly JudgedPhoto[]): JudgedPhoto[] {
  return photos.filter(({ accepted }) => accepted !== undefined);
}

function acceptedShare(photos: readonly JudgedPhoto[]): number | null {
  return shareOf(decided(photos), ({ accepted }) => accepted === true).value;
}

function refusedShare(photos: readonly JudgedPhoto[]): number | null {
  return shareOf(decided(photos), ({ accepted }) => accepted === false).value;
}

/** Of those that are known; null when none is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}
