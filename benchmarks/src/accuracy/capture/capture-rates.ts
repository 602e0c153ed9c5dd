/** Error rates of the motion cue: per species and per family, beside the goals. */
import { countText, percentNumber, rateText, shareText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { groupBy } from '../statistics/group-by.ts';
import { type Proportion, shareOf } from '../statistics/proportion.ts';
import type { PageAnswer } from './page-answer.ts';
import type { Species } from './species.ts';
import type { Judged } from './take-track.ts';

export interface SpeciesRate {
  readonly species: string;
  readonly family: Species['family'];
  /** Of the genuine those that were refused (BPCER), of attacks those let through (APCER). */
  readonly wrong: Proportion;
  /** The person with the most wrong, and how many of theirs. */
  readonly worst: { readonly person: string; readonly share: Proportion } | undefined;
  /** What was found in those that were refused, and how often. */
  readonly findings: Readonly<Record<string, number>>;
}

export interface Goal {
  readonly name: string;
  /** 0..1. */
  readonly limit: number;
  readonly measured: Proportion;
  /** People of whom any take was judged wrongly: takes of one person are no strangers to each other. */
  readonly people: Proportion;
  readonly met: boolean;
}

const isWrong = ({ family, findings }: Judged) => (family === 'genuine') === findings.length > 0;

export function ratesOf(judged: readonly Judged[]): SpeciesRate[] {
  return [...groupBy(judged, ({ species }) => species)].map(([species, takes]) => {
    const people = [...groupBy(takes, ({ person }) => person)].map(([person, theirs]) => ({
      person,
      share: shareOf(theirs, isWrong),
    }));
    const findings: Record<string, number> = {};
    for (const code of takes.flatMap((take) => take.findings)) findings[code] = (findings[code] ?? 0) + 1;
    const worst = people.reduce((a, b) => ((b.share.value ?? 0) > (a.share.value ?? 0) ? b : a));
    return {
      species,
      family: takes[0]!.family,
      wrong: shareOf(takes, isWrong),
      worst: worst.share.hits > 0 ? worst : undefined,
      findings,
    };
  });
}

/** What the motion cue is to reach. */
export function goalsOf(judged: readonly Judged[]): Goal[] {
  const goal = (name: string, limit: number, of: (take: Judged) => boolean): Goal => {
    const takes = judged.filter(of);
    const measured = shareOf(takes, isWrong);
    const people = shareOf([...groupBy(takes, ({ person }) => person).values()], (theirs) =>
      theirs.some(isWrong),
    );
    return { name, limit, measured, people, met: measured.value !== null && measured.value <= limit };
  };
  const family = (wanted: Species['family']) => (take: Judged) => take.family === wanted;
  return [
    goal('genuine refused at a turn of 20°', 0.01, ({ species }) => species === 'turn of 20°'),
    goal('flat let through', 0.001, family('flat')),
    goal('bent let through', 0.01, family('bent')),
    goal('swapped let through', 0.01, family('swapped')),
    goal('wrong order let through', 0, family('order')),
    goal('repeated frames let through', 0, family('repeated')),
  ];
}

export function ratesTable(rates: readonly SpeciesRate[]): Table {
  return {
    title: 'Motion, species by species',
    columns: ['species', 'takes', 'refused', 'let through', 'wrong (95 %)', 'worst person', 'found'],
    rows: rates.map(({ species, family, wrong, worst, findings }) => {
      const refused = family === 'genuine' ? wrong.hits : wrong.total - wrong.hits;
      const common = Object.entries(findings)
        .sort(([, a], [, b]) => b - a)
        .slice(0, 2)
        .map(([code, count]) => `${code} ${count}`);
      return [
        species,
        String(wrong.total),
        String(refused),
        String(wrong.total - refused),
        shareText(wrong),
        worst === undefined ? '–' : `${worst.share.hits}/${worst.share.total}`,
        common.join(', '),
      ];
    }),
    note: 'wrong: of genuine turns those refused (BPCER), of attacks those let through (APCER)',
  };
}

export function goalsTable(goals: readonly Goal[]): Table {
  return {
    title: 'Goals',
    columns: ['goal', 'limit', 'measured (95 %)', 'takes', 'people with any (95 %)', ''],
    rows: goals.map(({ name, limit, measured, people, met }) => [
      name,
      `${percentNumber(limit)} %`,
      shareText(measured),
      countText(measured),
      rateText(people),
      met ? 'met' : 'missed',
    ]),
  };
}

/** What a page would have done with genuine turns, and what the server says of each of them. */
export function pagesTable(judged: readonly Judged[]): Table {
  const rowOf = (name: string, takes: readonly Judged[]) => {
    const of = (answer: PageAnswer) => takes.filter(({ page }) => page === answer);
    const sent = of('sent');
    return [
      name,
      String(takes.length),
      String(sent.length),
      rateText(shareOf(sent, isWrong)),
      ...(['asked on', 'begun again'] as const).map((answer) => refusedOf(of(answer))),
    ];
  };
  const genuine = judged.filter(({ page }) => page !== undefined);
  const groups = [...groupBy(genuine, ({ species }) => species)];
  return {
    title: 'Genuine turns before the page, which sends what it saw to the end',
    columns: ['species', 'takes', 'sent', 'refused of those (95 %)', 'asked on', 'begun again'],
    rows: [...groups.map(([name, takes]) => rowOf(name, takes)), rowOf('all', genuine)],
    note: 'asked on, begun again: how many, and of how many the server would refuse what was seen until then',
  };
}

const refusedOf = (takes: readonly Judged[]) => `${takes.length} (${takes.filter(isWrong).length})`;
