import { expect, it } from 'vitest';
import type { InspectionName } from './contract/report.ts';
import { Agenda } from './inspect-options.ts';
import { concluded } from './inspections/result.ts';

const passed = () => concluded(90, [], { seen: true });
const failed = () =>
  concluded(10, [{ code: 'face_rolled', message: 'Hold your head upright.', score: 10 }], { seen: true });

it('does every inspection unless told otherwise, whatever fails', () => {
  const agenda = new Agenda({});
  expect(agenda.conclude('faces', failed).outcome).toBe('failed');
  expect(agenda.conclude('orientation', passed).outcome).toBe('passed');
  expect(agenda.conclude('obstructions', undefined)).toMatchObject({
    outcome: 'skipped',
    reason: 'no face to look at',
  });
  expect(agenda.holds('liveness')).toBe(true);
});

it('leaves out what was not asked for, without looking', () => {
  const agenda = new Agenda({ inspections: ['orientation', 'liveness'], performLivenessCheck: false });
  const never = () => {
    throw new Error('looked all the same');
  };
  for (const name of ['faces', 'obstructions', 'liveness'] as const) {
    expect(agenda.holds(name)).toBe(false);
    expect(agenda.conclude(name, never)).toMatchObject({ outcome: 'skipped', reason: 'not asked for' });
  }
  expect(agenda.conclude('orientation', passed).outcome).toBe('passed');
});

it('stops at the first failure when it may', () => {
  const agenda = new Agenda({ failFast: true, performLivenessCheck: false });
  expect(agenda.conclude('faces', passed).outcome).toBe('passed');
  expect(agenda.conclude('orientation', failed).outcome).toBe('failed');
  expect(agenda.conclude('obstructions', passed)).toMatchObject({
    outcome: 'skipped',
    reason: 'an earlier inspection failed',
  });
  expect(agenda.conclude('liveness', passed).reason).toBe('not asked for');
});

it.each([{ inspections: [] }, { inspections: ['face'] }])('refuses %o', ({ inspections }) => {
  expect(() => new Agenda({ inspections: inspections as InspectionName[] })).toThrow(
    expect.objectContaining({ type: 'invalid_request', param: 'inspections' }),
  );
});
