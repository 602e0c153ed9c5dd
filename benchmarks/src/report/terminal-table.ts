/** Draws a table for a terminal. */
import Table3 from 'cli-table3';
import type { Table } from './table.ts';

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
