/** Prints the figures of a run for people at a terminal. */

import { goalTable as goalTableOf } from '../../report/markup.ts';
import type { Table } from '../../report/table.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { categoryNames } from '../labels/labels.ts';
import type { Goal } from './accuracy-goals.ts';
import { describeRun, type RunInfo } from './accuracy-run.ts';
import { mistakeTable, tablesOf } from './accuracy-tables.ts';
import type { Figures, Mistakes } from './all-figures.ts';
import { fittedNote } from './liveness/liveness-tables.ts';

export interface Result {
  readonly info: RunInfo;
  readonly figures: Figures;
  readonly goals: readonly Goal[];
  readonly mistakes: Mistakes;
}

export function terminalReport({ info, figures, goals, mistakes }: Result): string {
  const tables = categoryNames.flatMap((category) => {
    const wrong = mistakeTable(mistakes, category);
    return [...tablesOf(figures, category), ...(wrong ? [wrong] : [])];
  });
  return [...tables.map(drawTable), drawTable(goalTable(goals)), describeRun(info).join('\n')].join('\n\n');
}

export function goalTable(goals: readonly Goal[]): Table {
  return {
    ...goalTableOf(goals.map((goal) => ({ ...goal, name: `${goal.category}: ${goal.name}` }))),
    ...(goals.some(({ category }) => category === 'liveness') ? { note: `Liveness: ${fittedNote}` } : {}),
  };
}
