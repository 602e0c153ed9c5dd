/** Prints the figures of a run for people at a terminal. */
import Table3 from 'cli-table3';
import { categoryNames } from '../labels/labels.ts';
import type { Figures, Mistakes } from './figures.ts';
import type { Goal } from './goals.ts';
import { fittedNote } from './liveness/tables.ts';
import { describeRun, type RunInfo } from './run-info.ts';
import type { Table } from './table.ts';
import { mistakeTable, tablesOf } from './tables.ts';

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
    title: 'Goals',
    columns: ['goal', 'wanted', 'measured (95 % interval)', ''],
    rows: goals.map((goal) => [
      `${goal.category}: ${goal.name}`,
      goal.wanted,
      goal.measured,
      goal.met === null ? 'not measured' : goal.met ? 'met' : 'missed',
    ]),
    ...(goals.some(({ category }) => category === 'liveness') ? { note: `Liveness: ${fittedNote}` } : {}),
  };
}

export function drawTable({ title, columns, rows, note }: Table): string {
  const table = new Table3({
    head: [...columns],
    colAligns: columns.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });
  table.push(...rows.map((row) => [...row]));
  const drawn = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const rule = '─'.repeat(Math.min(100, Math.max(...drawn.map((line) => line.length))));
  return [title, rule, ...drawn, ...(note ? [`(${note})`] : [])].join('\n');
}
