/** Every table of a run. */

import type { Table } from '../../report/table.ts';
import { familyTables } from '../families/family-tables.ts';
import { type Category, standings } from '../labels/labels.ts';
import { peerTables } from '../peers/detector-tables.ts';
import { groupBy } from '../statistics/group-by.ts';
import type { Figures, Mistakes } from './all-figures.ts';
import { facesTables } from './faces/faces-tables.ts';
import { standingTitles } from './grouped.ts';
import { livenessTables } from './liveness/liveness-tables.ts';
import type { Mistake } from './mistake.ts';
import { obstructionTables } from './obstruction/obstruction-tables.ts';
import { orientationTables } from './orientation/orientation-tables.ts';

export function tablesOf(figures: Figures, category: Category): Table[] {
  switch (category) {
    case 'faces':
      return figures.faces ? facesTables(figures.faces) : [];
    case 'orientation':
      return figures.orientation ? orientationTables(figures.orientation) : [];
    case 'obstruction':
      return figures.obstruction ? obstructionTables(figures.obstruction) : [];
    case 'liveness':
      return [
        ...standings.flatMap((standing) => {
          const group = figures.families?.[standing];
          return group ? familyTables(group, `liveness, ${standingTitles[standing]}`) : [];
        }),
        ...(figures.liveness ? livenessTables(figures.liveness) : []),
        ...(figures.peers ? peerTables(figures.peers) : []),
      ];
  }
}

/** Mistakes of a category counted by kind; no photo is named. */
export function mistakeTable(mistakes: Mistakes, category: Category): Table | undefined {
  const list = mistakes[category];
  if (!list) return undefined;
  const kinds = [...groupBy(list, ({ kind }) => kind)].sort(([, a], [, b]) => b.length - a.length);
  return {
    title: `Mistakes in ${category}, by kind`,
    columns: ['kind', 'firm', 'weak', 'made', 'sources'],
    rows: kinds.map(([kind, members]) => [
      kind,
      ...(['firm', 'weak', 'made'] as const).map(
        (standing) => `${members.filter(({ photo }) => photo.standing === standing).length}`,
      ),
      sourcesText(members),
    ]),
  };
}

/** How many sources a row names. */
const sourcesNamed = 4;

function sourcesText(mistakes: readonly Mistake[]): string {
  const sources = [...groupBy(mistakes, ({ photo }) => photo.source)]
    .map(([source, { length }]) => ({ source, length }))
    .sort((a, b) => b.length - a.length);
  const others = sources.slice(sourcesNamed).reduce((sum, { length }) => sum + length, 0);
  const named = sources.slice(0, sourcesNamed).map(({ source, length }) => `${source} ${length}`);
  return [...named, ...(others > 0 ? [`others ${others}`] : [])].join(', ');
}
