/** How two runs of the same photos differ: in bytes, and in what they decide. */
import { type InspectionReport, inspectionNames, type SerializedError } from '@livephoto/core';
import type { RuntimeRun } from './runtime-run.ts';

type Reports = RuntimeRun['reports'];

/** Bytes of reports that are not the same; of a photo that one run lacks, all of them. */
export function differingBytes(one: Reports, other: Reports): number {
  const photos = new Set([...Object.keys(one), ...Object.keys(other)]);
  let count = 0;
  for (const photo of photos) {
    const [a, b] = [Buffer.from(one[photo] ?? ''), Buffer.from(other[photo] ?? '')];
    count += Math.abs(a.length - b.length);
    for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) count += 1;
  }
  return count;
}

/** What two runs decide differently, one line each: verdicts, findings, and scores that are more than `tolerance` apart. */
export function verdictDifferences(one: Reports, other: Reports, tolerance: number): string[] {
  return Object.entries(one).flatMap(([photo, json]) => {
    const [a, b] = [decided(json), decided(other[photo] ?? '{}')];
    const lines = Object.keys(a.decisions)
      .filter((what) => a.decisions[what] !== b.decisions[what])
      .map((what) => `${photo}: ${what} ${a.decisions[what]}, and ${b.decisions[what]}`);
    const apart = Object.entries(a.scores)
      .filter(([what, score]) => !(Math.abs(score - (b.scores[what] ?? Number.NaN)) <= tolerance))
      .map(([what, score]) => `${photo}: ${what} scores ${score}, and ${b.scores[what]}`);
    return [...lines, ...apart];
  });
}

function decided(json: string) {
  const report = JSON.parse(json) as Partial<InspectionReport & SerializedError>;
  const decisions: Record<string, unknown> = {
    error: report.type,
    accepted: report.accepted,
    faces: report.faces?.length,
  };
  const scores: Record<string, number> = {};
  for (const name of inspectionNames) {
    const result = report.inspections?.[name];
    const codes = result?.findings.map(({ code }) => code).join(' ');
    decisions[name] = result && `${result.outcome} ${codes}`.trim();
    if (result?.score !== undefined) scores[name] = result.score;
  }
  return { decisions, scores };
}
