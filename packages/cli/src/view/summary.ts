/** What `--summary` prints of a run: verdicts, how fast, the reasons by their count, and the spread of scores and angles. */
import { inspectionNames } from '@livephoto/core';
import { angleNames, byCount, type Spread, type Tally } from '../batch/tally.ts';
import type { Terminal } from '../terminal.ts';

const bars = ' ▁▂▃▄▅▆▇█';

/** @param seconds that the run took. */
export function renderTally(tally: Tally, seconds: number, colors: Terminal['colors']): string {
  const inspected = tally.accepted + tally.refused;
  const lines = [...reasons(tally, colors)];
  if (inspected > 0) {
    lines.push('', colors.bold('scores, from 0 to 100'));
    for (const name of inspectionNames) lines.push(`  ${name.padEnd(14)}${sparkline(tally.scores[name])}`);
    lines.push('', colors.bold('angles, from -60° to 60°'));
    for (const name of angleNames) lines.push(`  ${name.padEnd(14)}${sparkline(tally.angles[name])}`);
  }
  lines.push('', colors.dim(formatRate(tally.looked, seconds)));
  return `${lines.join('\n')}\n`;
}

/** `41 photos in 12.4 s, 3.3 a second`. */
export function formatRate(photos: number, seconds: number): string {
  const rate = photos / Math.max(seconds, 0.001);
  return `${photos} ${photos === 1 ? 'photo' : 'photos'} in ${seconds.toFixed(1)} s, ${rate.toFixed(1)} a second`;
}

/** The same for programs, as one object. */
export function tallyObject(tally: Tally, seconds: number) {
  const { accepted, refused, unreadable, scores, angles } = tally;
  return {
    photos: accepted + refused + unreadable,
    accepted,
    refused,
    unreadable,
    findings: Object.fromEntries(byCount(tally.findings)),
    errors: Object.fromEntries(byCount(tally.errors)),
    scores,
    angles,
    seconds: Math.round(seconds * 1000) / 1000,
  };
}

function reasons(tally: Tally, colors: Terminal['colors']): string[] {
  const counts = [...byCount(tally.findings), ...byCount(tally.errors)];
  if (counts.length === 0) return [];
  const width = Math.max(...counts.map(([code]) => code.length));
  return [
    colors.bold('reasons'),
    ...counts.map(([code, count]) => `  ${code.padEnd(width)}  ${String(count).padStart(5)}`),
  ];
}

function sparkline({ counts }: Spread): string {
  const most = Math.max(...counts);
  return counts.map((count) => bars[count === 0 ? 0 : Math.max(1, Math.round((8 * count) / most))]).join('');
}
