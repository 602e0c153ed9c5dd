/** Figures of the same kind for firm, weak and made photos, each in total and per source. */
import { type LabelledPhoto, type Standing, standings } from '../labels/labels.ts';
import { groupBy } from '../statistics/group-by.ts';

export interface Grouped<Figures> {
  readonly all: Figures;
  /** By name of the source, in the order of the labels file. */
  readonly sources: Readonly<Record<string, Figures>>;
}

/** Only standings that have photos. */
export type ByStanding<Figures> = Readonly<Partial<Record<Standing, Grouped<Figures>>>>;

export function byStanding<T extends { readonly photo: LabelledPhoto }, Figures>(
  items: readonly T[],
  figures: (items: readonly T[]) => Figures,
): ByStanding<Figures> {
  const groups = groupBy(items, ({ photo }) => photo.standing);
  const result: Partial<Record<Standing, Grouped<Figures>>> = {};
  for (const standing of standings) {
    const members = groups.get(standing);
    if (members === undefined) continue;
    const sources = groupBy(members, ({ photo }) => photo.source);
    result[standing] = {
      all: figures(members),
      sources: Object.fromEntries([...sources].map(([source, group]) => [source, figures(group)])),
    };
  }
  return result;
}

/** The rows of a table: all, then every source; of one source alone, its name beside `all`. */
export function rowsOf<Figures>({
  all,
  sources,
}: Grouped<Figures>): (readonly [name: string, figures: Figures])[] {
  const named = Object.entries(sources);
  return named.length === 1 ? [[`all (${named[0]![0]})`, all]] : [['all', all], ...named];
}

/** What a standing is called in tables. */
export const standingTitles: Readonly<Record<Standing, string>> = {
  firm: 'firm labels',
  weak: 'weak labels, counted apart',
  made: 'derived or synthetic photos, counted apart',
};
