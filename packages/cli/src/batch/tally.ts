/** What a run adds up to: verdicts, findings, and how scores and angles are spread. */
import { type InspectionName, inspectionNames } from '@livephoto/core';
import type { PhotoResult } from './photo-result.ts';

export const angleNames = ['yaw', 'pitch', 'roll'] as const;
export type AngleName = (typeof angleNames)[number];

/** Counts of values in bins of equal width from `min`; what lies outside is counted in the outermost. */
export interface Spread {
  readonly min: number;
  readonly width: number;
  readonly counts: number[];
}

export interface Tally {
  /** Photos that this run looked at, and not one before. */
  looked: number;
  accepted: number;
  refused: number;
  unreadable: number;
  /** Photos of which a finding, or an error of reading, was the reason; by its code. */
  readonly findings: Map<string, number>;
  readonly errors: Map<string, number>;
  readonly scores: Readonly<Record<InspectionName, Spread>>;
  readonly angles: Readonly<Record<AngleName, Spread>>;
}

export function createTally(): Tally {
  const spreads = <Name extends string>(names: readonly Name[], min: number, max: number, bins: number) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        { min, width: (max - min) / bins, counts: new Array<number>(bins).fill(0) },
      ]),
    ) as unknown as Record<Name, Spread>;
  return {
    looked: 0,
    accepted: 0,
    refused: 0,
    unreadable: 0,
    findings: new Map(),
    errors: new Map(),
    scores: spreads(inspectionNames, 0, 100, 20),
    angles: spreads(angleNames, -60, 60, 24),
  };
}

export function addResult(tally: Tally, { report, error, earlier }: PhotoResult): void {
  if (!earlier) tally.looked += 1;
  if (!report) {
    tally.unreadable += 1;
    if (error) increase(tally.errors, error.type);
    return;
  }
  tally[report.accepted ? 'accepted' : 'refused'] += 1;
  for (const code of findingsOf(report)) increase(tally.findings, code);
  for (const name of inspectionNames) {
    const { score } = report.inspections[name];
    if (score !== undefined) addTo(tally.scores[name], score);
  }
  for (const name of angleNames) {
    const angle = report.inspections.orientation.evidence[name];
    if (angle !== undefined) addTo(tally.angles[name], angle);
  }
}

/** Codes of a report's findings, each once, in the order in which a person hears of them. */
export function findingsOf(report: NonNullable<PhotoResult['report']>): string[] {
  const codes = inspectionNames.flatMap((name) => report.inspections[name].findings.map(({ code }) => code));
  return [...new Set(codes)];
}

/** The most frequent first. */
export function byCount(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function addTo({ min, width, counts }: Spread, value: number): void {
  const bin = Math.floor((value - min) / width);
  const index = Math.min(Math.max(bin, 0), counts.length - 1);
  counts[index] = counts[index]! + 1;
}
