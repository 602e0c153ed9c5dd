import { expect, test } from 'vitest';
import { acceptedReport, emptyReport, maskedReport } from '../testing/sample-report.ts';
import { addResult, byCount, createTally } from './tally.ts';

test('counts verdicts, reasons, scores and angles', () => {
  const tally = createTally();
  for (const report of [acceptedReport, maskedReport, maskedReport, emptyReport]) {
    addResult(tally, { name: 'a', report });
  }
  addResult(tally, { name: 'b', error: { type: 'image_unreadable', message: 'cut off' } });
  expect([tally.accepted, tally.refused, tally.unreadable]).toEqual([1, 3, 1]);
  expect(byCount(tally.findings)).toEqual([
    ['mouth_obstructed', 2],
    ['face_not_detected', 1],
  ]);
  expect(byCount(tally.errors)).toEqual([['image_unreadable', 1]]);
  // 97 and 0 of faces; obstructions were skipped once.
  expect(tally.scores.faces.counts[19]).toBe(3);
  expect(tally.scores.faces.counts[0]).toBe(1);
  expect(tally.scores.obstructions.counts.reduce((sum, n) => sum + n)).toBe(3);
  // -4.1 lies in the bin from -5 to 0.
  expect(tally.angles.yaw.counts[11]).toBe(3);
});

test('counts what lies outside in the outermost bins, and 100 in the last', () => {
  const tally = createTally();
  const turned = structuredClone(acceptedReport) as unknown as {
    inspections: { orientation: { evidence: { yaw: number } }; faces: { score: number } };
  };
  turned.inspections.orientation.evidence.yaw = 85;
  turned.inspections.faces.score = 100;
  addResult(tally, { name: 'a', report: turned as unknown as typeof acceptedReport });
  expect(tally.angles.yaw.counts.at(-1)).toBe(1);
  expect(tally.scores.faces.counts.at(-1)).toBe(1);
});
