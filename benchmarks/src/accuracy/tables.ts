/** Every table of a run. */
import type { Category } from '../labels/labels.ts';
import type { Table } from '../report/table.ts';
import { groupBy } from '../statistics/group-by.ts';
import { facesTables } from './faces/tables.ts';
import type { Figures, Mistakes } from './figures.ts';
import { peerTables } from './liveness/peers/tables.ts';
import { livenessTables } from './liveness/tables.ts';
import type { Mistake } from './mistake.ts';
import { obstructionTables } from './obstruction/tables.ts';
import { orientationTables } from './orientation/tables.ts';

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
