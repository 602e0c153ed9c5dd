/** Writes the figures as Markdown tables, into a document of their own or between two marks of one that exists. */
import { readFile, writeFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import type { Table } from '../../report/table.ts';
import { categoryNames } from '../labels/labels.ts';
import { describeRun } from './accuracy-run.ts';
import { mistakeTable, tablesOf } from './accuracy-tables.ts';
import { goalTable, type Result } from './terminal.ts';

export const startMark = '<!-- figures: written by `pnpm bench accuracy --markdown`, do not edit -->';
export const endMark = '<!-- end of figures -->';

export function markdownReport({ info, figures, goals, mistakes }: Result): string {
  const parts = [
    ['```sh', info.command, '```'].join('\n'),
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
export async function writeMarkdown(path: string, result: Result): Promise<void> {
  const figures = `${startMark}\n\n${markdownReport(result)}\n\n${endMark}`;
  const document = await readIfThere(path);
  if (document === undefined) return writeFile(path, `# Accuracy\n\n${figures}\n`);
  const [start, end] = marksOf(document, path);
  await writeFile(path, document.slice(0, start) + figures + document.slice(end));
}

/**
 * Makes sure, before a long run, that its figures have a place: a document without marks is never overwritten.
 * @throws {LivePhotoError} `invalid_request` (param `markdown`)
 */
export async function assertWritableMarkdown(path: string): Promise<void> {
  const document = await readIfThere(path);
  if (document !== undefined) marksOf(document, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Where the figures of a document start and end. */
function marksOf(document: string, path: string): [start: number, end: number] {
  const start = document.indexOf(startMark);
  const end = document.indexOf(endMark, start);
  if (start < 0 || end < 0) {
    throw new LivePhotoError(
      'invalid_request',
      `${path} is there and has no place for the figures: put the lines ${startMark} and ${endMark} into it, or name another file`,
      { param: 'markdown' },
    );
  }
  return [start, end + endMark.length];
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
