import type { FindingCode } from '@livephoto/core';
import { expect, it } from 'vitest';
import { smallReport } from '../testing/records.ts';
import { refusalOf, refusals } from './refusal.ts';

const finding = (code: FindingCode) => ({ code, message: `About ${code}.`, score: 3 });
const failing = (...codes: FindingCode[]) => ({
  ...smallReport,
  accepted: false,
  inspections: {
    ...smallReport.inspections,
    liveness: { outcome: 'failed' as const, score: 3, evidence: {}, findings: codes.map(finding) },
  },
});

it('has the type of the first finding in the documented order, and every finding', () => {
  const report = failing('presentation_attack_suspected', 'face_rolled', 'mouth_obstructed');
  expect(refusalOf(report)).toMatchObject({
    type: 'face_obstructed',
    status: 422,
    param: 'data',
    message: 'About mouth_obstructed.',
    inspections: report.inspections.liveness.findings,
  });
});

it('knows every code, and refuses nothing that was accepted', () => {
  for (const [type, codes] of Object.entries(refusals)) {
    for (const code of codes) expect(refusalOf(failing(code))?.type).toBe(type);
  }
  expect(refusalOf(smallReport)).toBeUndefined();
});
