/** Thresholds for the policies, on probabilities of photos whose family the fit left out. */
import { mean } from 'simple-statistics';
import { speciesOfLabel } from '../families/family.ts';
import { familyPoints } from '../families/family-rates.ts';
import { groupBy } from '../statistics/group-by.ts';
import type { LabelledRow } from './judgement.ts';

export interface Threshold {
  readonly name: string;
  /** Probability 0..1. */
  readonly minScore: number;
  /** Means over families. */
  readonly bpcer: number;
  readonly apcer: number;
  /** By species, means over the families that have it. */
  readonly species: Readonly<Record<string, number>>;
}

/** What each policy promises of the next family: default that people pass, strict that attacks do not. */
const promised = 0.05;

/** On firm labels, every family weighing the same. */
export function thresholds(
  rows: readonly LabelledRow[],
  probabilities: readonly number[],
): readonly [default_: Threshold, strict: Threshold] {
  const firm = rows.flatMap(({ photo, source, weak }, i) =>
    weak ? [] : [{ family: source, species: speciesOfLabel(photo), score: probabilities[i]! }],
  );
  const points = familyPoints([...groupBy(firm, ({ family }) => family).values()]);
  const bonaFide = firm.filter(({ species }) => species === undefined);
  const attacks = firm.filter(({ species }) => species !== undefined);
  const passed = (some: typeof firm, minScore: number) =>
    mean(
      [...groupBy(some, ({ family }) => family).values()].map(
        (members) => members.filter(({ score }) => score >= minScore).length / members.length,
      ),
    );
  const at = (name: string, minScore: number): Threshold => ({
    name,
    minScore,
    bpcer: 1 - passed(bonaFide, minScore),
    apcer: passed(attacks, minScore),
    species: Object.fromEntries(
      [...groupBy(attacks, ({ species }) => species!)]
        .map(([species, some]) => [species, passed(some, minScore)] as const)
        .sort(([a], [b]) => a.localeCompare(b)),
    ),
  });
  const lenient = points.findLast(({ bpcer }) => bpcer <= promised);
  const strict = points.find(({ apcer }) => apcer <= promised);
  return [
    at('default: BPCER at most 5 %', floor3(lenient?.threshold ?? 0)),
    at('strict: APCER at most 5 %', ceil3(Math.min(1, strict?.threshold ?? 1))),
  ];
}

/** Rounded so that a threshold printed with three digits keeps its promise. */
function floor3(value: number): number {
  return Math.floor(Math.min(1, value) * 1000) / 1000;
}
function ceil3(value: number): number {
  return Math.ceil(value * 1000 - 1e-9) / 1000;
}
