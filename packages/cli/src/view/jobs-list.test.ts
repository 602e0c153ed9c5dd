import type { JobRecord } from '@livephoto/server/node';
import { expect, it } from 'vitest';
import { describeJob, listJobs } from './jobs-list.ts';

const job = (changes: Partial<JobRecord>): JobRecord => ({
  id: '0198c7a4d21c5f3b9e0a7d64',
  account: 'default',
  mode: 'live',
  type: 'reinspect',
  keyId: 'operator',
  options: { policy: 'strict' },
  state: 'succeeded',
  planned: true,
  cursor: '',
  total: 12,
  done: 12,
  counts: { unchanged: 9, accepts: 0, refuses: 2, failed: 1 },
  result: null,
  error: null,
  createdAt: '2026-05-04T12:00:30.000Z',
  updatedAt: '2026-05-04T12:01:00.000Z',
  finishedAt: '2026-05-04T12:01:00.000Z',
  ...changes,
});

it('lists jobs in columns', () => {
  const text = listJobs([job({}), job({ type: 'sweep', state: 'running', options: { dryRun: true } })]);
  expect(text).toBe(
    '0198c7a4d21c5f3b9e0a7d64  reinspect  succeeded  12 of 12 photos  2026-05-04 12:00  policy strict\n' +
      '0198c7a4d21c5f3b9e0a7d64  sweep      running                     2026-05-04 12:00  dryRun\n',
  );
  expect(listJobs([])).toBe('');
});

it('says what a reinspection would change, and what it changed', () => {
  expect(describeJob(job({}))).toContain(
    '9 as before, 0 would be accepted, 2 would be refused, 1 could not be inspected',
  );
  expect(describeJob(job({ options: { apply: true } }))).toContain('2 now refused');
});

it('says what ended a job', () => {
  const error = { type: 'service_unavailable', message: 'The models are not loaded' };
  expect(describeJob(job({ state: 'failed', error, total: null, done: 1 }))).toMatch(
    /: failed .*\n.*\n {2}1 photo\n.*\n {2}The models are not loaded \(service_unavailable\)\n$/,
  );
});
