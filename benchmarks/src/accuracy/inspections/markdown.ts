/** Writes the figures as Markdown tables, into a document of their own or between two marks of one that exists. */
import { type Place, writeBetween } from '../../report/marked-document.ts';
import type { Table } from '../../report/table.ts';
import { categoryNames } from '../labels/labels.ts';
import { describeRun } from './accuracy-run.ts';
import { mistakeTable, tablesOf } from './accuracy-tables.ts';
import { goalTable, type Result } from './terminal.ts';

export const figuresPlace: Place = {
  start: '<!-- figures: written by `pnpm bench accuracy --markdown`, do not edit -->',
  end: '<!-- end of figures -->',
  what: 'figures',
  param: 'markdown',
  heading: '# Accuracy',
};

export function markdownReport({ info, figures, goals, mistakes }: Result): string {
  const parts = [
    ['```', info.command, '```'].join('\n'),
    describeRun(info)
      .map((line) => `- ${line}`)
      .join('\n'),
    drawTable(goalTable(goals)),
  ];
  for (const category of categoryNames) {
    const tables = tablesOf(figures, category);
    if (tables.length === 0) continue;
    parts.push(`## ${category[0]!.toUpperCase()}${category.slice(1)}`, ...tables.map(drawTable));
    const wrong = mistakeTable(mistakes, category);
    if (wrong) parts.push(drawTable(wrong));
  }
  return parts.join('\n\n');
}

/** Puts the report between the marks of the document at `path`, or makes that document. */
export function writeMarkdown(path: string, result: Result): Promise<void> {
  return writeBetween(path, figuresPlace, markdownReport(result));
}

function drawTable({ title, columns, rows, totals = [], note }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [
    `**${title}**`,
    '',
    line(columns),
    `| ${columns.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`,
    ...rows.map((row, index) => line(totals.includes(index) ? row.map(bold) : row)),
    ...(note ? ['', note] : []),
  ].join('\n');
}

function bold(text: string): string {
  return text === '' ? text : `**${text}**`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
