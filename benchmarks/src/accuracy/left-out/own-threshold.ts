/** What a deployment gets that moves the threshold by genuine photos of its own, as `livephoto calibrate` does without attacks. */
import { policies } from '@livephoto/core';
import { mean } from 'simple-statistics';
import { none, percentNumber } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { speciesOfLabel } from '../families/family.ts';
import { fewestOfEachKind } from '../families/family-rates.ts';
import { groupBy } from '../statistics/group-by.ts';
import type { MeasuredPhoto } from './measured-signals.ts';

/** Genuine photos may be refused in this share: what `calibrate` asks where nothing else is said. */
const share = 0.05;
const folds = 5;

/** Rates 0..1 of one family. */
export interface OwnThreshold {
  readonly family: string;
  readonly bpcer: number;
  readonly apcer: number;
  /** APCER by species. */
  readonly species: Readonly<Record<string, number>>;
}

/**
 * Each fifth of a family's people, and its attacks, at the threshold of the other four fifths, never under the policy's.
 * @param probabilities one a photo, by a fit without its family
 */
export function ownThresholds(
  photos: readonly MeasuredPhoto[],
  probabilities: readonly number[],
): OwnThreshold[] {
  const rows = photos.map(({ photo, source, weak, genuine }, i) => ({
    source,
    weak,
    genuine,
    species: speciesOfLabel(photo),
    subject: photo.extra.subject ?? photo.path,
    score: probabilities[i]!,
  }));
  const families = groupBy(
    rows.filter(({ weak }) => !weak),
    ({ source }) => source,
  );
  return [...families].flatMap(([family, members]) => {
    const genuine = members.filter((row) => row.genuine);
    const attacks = members.filter((row) => !row.genuine);
    const people = [...new Set(genuine.map(({ subject }) => subject))].sort();
    if (Math.min(genuine.length, attacks.length) < fewestOfEachKind || people.length < 2) return [];
    const foldOf = (subject: string) => people.indexOf(subject) % folds;
    const used = [...new Set(people.map(foldOf))];
    const leasts = new Map(
      used.map((fold) => [
        fold,
        threshold(genuine.filter(({ subject }) => foldOf(subject) !== fold).map(({ score }) => score)),
      ]),
    );
    const passed = (some: typeof attacks) =>
      mean(
        [...leasts.values()].map((least) => some.filter(({ score }) => score >= least).length / some.length),
      );
    return {
      family,
      bpcer:
        genuine.filter(({ subject, score }) => score < leasts.get(foldOf(subject))!).length / genuine.length,
      apcer: passed(attacks),
      species: Object.fromEntries(
        [...groupBy(attacks, ({ species }) => species!)].map(([name, some]) => [name, passed(some)]),
      ),
    };
  });
}

function threshold(scores: readonly number[]): number {
  const sorted = [...scores].sort((a, b) => a - b);
  return Math.max(policies.default.liveness.minScore, sorted[Math.floor(share * sorted.length)]!);
}

export function ownThresholdTable(rates: readonly OwnThreshold[]): Table {
  const species = [...new Set(rates.flatMap((one) => Object.keys(one.species)))].sort();
  const text = (values: readonly (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? none : `${percentNumber(mean(known))} %`;
  };
  const row = (name: string, some: readonly OwnThreshold[]) => [
    name,
    text(some.map(({ bpcer }) => bpcer)),
    text(some.map(({ apcer }) => apcer)),
    ...species.map((each) => text(some.map((one) => one.species[each]))),
  ];
  return {
    title: 'A threshold of one’s own, from genuine photos alone',
    columns: ['family', 'BPCER', 'APCER', ...species.map((name) => `APCER, ${name}`)],
    rows: [
      ...(rates.length === 0 ? [] : [row(`macro, ${rates.length} families`, rates)]),
      ...rates.map((one) => row(one.family, [one])),
    ],
    totals: rates.length === 0 ? [] : [0],
    note: 'Each fifth of a family’s people, and its attacks, at the threshold that refuses 5 % of the other four fifths, never under that of the default policy; by a fit without the family.',
  };
}
