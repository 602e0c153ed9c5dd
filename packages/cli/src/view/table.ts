/** What a person reads of one photo: a verdict, a row per inspection, and every reason in words. */
import { basename } from 'node:path';
import { type InspectionReport, inspectionNames, type Outcome, type SerializedError } from '@livephoto/core';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Terminal } from '../terminal.ts';
import { evidenceParts, formatCount, formatImage } from './format.ts';
import { printable } from './printable.ts';

export interface TableStyle {
  /** Columns to lay out for. */
  readonly width: number;
  readonly colors: Terminal['colors'];
}

const indent = '  ';
/** Columns before the details: indent, name, outcome, score. */
const nameWidth = 14;
const outcomeWidth = 9;
const scoreWidth = 5;
const detailsAt = indent.length + nameWidth + outcomeWidth + scoreWidth + 2;

/** The block of one inspected photo, with a final newline. `annotated` is where its picture was written. */
export function renderReport(
  name: string,
  report: InspectionReport,
  { width, colors }: TableStyle,
  annotated?: string,
): string {
  const verdict = report.accepted ? colors.green('accepted') : colors.red('refused');
  const mark = report.accepted ? colors.green('✔') : colors.red('✘');
  const lines = [
    headline(`${mark} `, name, verdict, width, colors),
    ...indented(
      colors.dim(
        [formatImage(report.image), `policy ${printable(report.policy)}`, ...formatTime(report)].join(', '),
      ),
      width,
    ),
  ];
  const parts = evidenceParts(report);
  for (const inspection of inspectionNames) {
    const result = report.inspections[inspection];
    const score = result.score === undefined ? '-' : String(result.score);
    const row =
      indent +
      inspection.padEnd(nameWidth) +
      paintOutcome(result.outcome, colors).padEnd(
        outcomeWidth + paintOutcome(result.outcome, colors).length - result.outcome.length,
      ) +
      score.padStart(scoreWidth);
    const details = [
      ...(result.reason === undefined ? [] : [colors.dim(printable(result.reason))]),
      ...result.findings.map((finding) => `${finding.message} ${colors.dim(`(${finding.code})`)}`),
      ...(parts[inspection].length > 0 ? [colors.dim(parts[inspection].join(', '))] : []),
    ];
    lines.push(...beside(row, details, width));
  }
  if (annotated !== undefined) lines.push(indent + colors.dim(`picture: ${printable(annotated)}`));
  return `${lines.join('\n')}\n`;
}

/** The block of a photo that could not be inspected. */
export function renderError(
  name: string,
  error: Pick<SerializedError, 'type' | 'message'>,
  { width, colors }: TableStyle,
): string {
  const lines = [headline(`${colors.yellow('!')} `, name, colors.yellow('unreadable'), width, colors)];
  const text = `${printable(error.message)} ${colors.dim(`(${error.type})`)}`;
  lines.push(...indented(text, width));
  return `${lines.join('\n')}\n`;
}

/** One line over several photos: `5 photos: 3 accepted, 1 refused, 1 unreadable`. */
export function renderSummary(
  counts: { readonly accepted: number; readonly refused: number; readonly unreadable: number },
  { colors }: TableStyle,
): string {
  const { accepted, refused, unreadable } = counts;
  const parts = [
    colors.green(`${accepted} accepted`),
    colors.red(`${refused} refused`),
    ...(unreadable > 0 ? [colors.yellow(`${unreadable} unreadable`)] : []),
  ];
  return `${colors.bold(formatCount(accepted + refused + unreadable, 'photo'))}: ${parts.join(', ')}\n`;
}

function headline(
  mark: string,
  name: string,
  verdict: string,
  width: number,
  colors: Terminal['colors'],
): string {
  const room = width - stringWidth(mark) - stringWidth(verdict) - 2;
  const shown = shorten(name === '-' ? 'standard input' : printable(name), room);
  return `${mark}${colors.bold(shown)}${' '.repeat(Math.max(2, room - stringWidth(shown) + 2))}${verdict}`;
}

/** Cuts a path from its front, so that the file's own name stays; a name that alone is too long loses its middle. */
function shorten(path: string, room: number): string {
  if (stringWidth(path) <= room) return path;
  const name = basename(path);
  if (stringWidth(name) + 2 <= room) {
    const characters = [...path];
    while (stringWidth(characters.join('')) + 1 > room) characters.shift();
    return `…${characters.join('')}`;
  }
  const head = [...name];
  const tail = head.splice(Math.ceil(head.length / 2));
  while (stringWidth(head.join('') + tail.join('')) + 1 > room && head.length + tail.length > 2) {
    if (head.length >= tail.length) head.pop();
    else tail.shift();
  }
  return `${head.join('')}…${tail.join('')}`;
}

/** Details to the right of the row, wrapped under one another; under the row where there is no room beside it. */
function beside(row: string, details: readonly string[], width: number): string[] {
  if (details.length === 0) return [row];
  const room = width - detailsAt;
  const narrow = room < 24;
  const wrapped = details.flatMap((detail) => wrap(detail, narrow ? width - 2 * indent.length : room));
  const lead = narrow ? indent.repeat(2) : ' '.repeat(detailsAt);
  if (narrow) return [row, ...wrapped.map((line) => lead + line)];
  return [`${row}${indent}${wrapped[0]}`, ...wrapped.slice(1).map((line) => lead + line)];
}

function indented(text: string, width: number): string[] {
  return wrap(text, width - indent.length).map((line) => indent + line);
}

function wrap(text: string, width: number): string[] {
  return wrapAnsi(text, width, { hard: true }).split('\n');
}

function paintOutcome(outcome: Outcome, colors: Terminal['colors']): string {
  if (outcome === 'passed') return colors.green(outcome);
  return outcome === 'failed' ? colors.red(outcome) : colors.dim(outcome);
}

function formatTime(report: InspectionReport): string[] {
  const total = report.timings.total;
  return total === undefined ? [] : [`${Math.max(1, Math.round(total))} ms`];
}
