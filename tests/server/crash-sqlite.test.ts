/** SIGKILL at random moments, on the embedded stores. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCrashRounds } from './harness/crash-rounds.ts';

const folder = await mkdtemp(join(tmpdir(), 'livephoto-crash-'));
afterAll(() => rm(folder, { recursive: true }));

it('keeps what it acknowledged, and leaves no bytes of what it did not, over 50 kills', async () => {
  const report = await runCrashRounds(50, { LIVEPHOTO_DATA: folder });
  console.info(report);
  expect(report.wrong).toEqual([]);
  expect(report.errors).toEqual([]);
  expect(report.orphans).toEqual([]);
  expect(report.interrupted).toBeGreaterThan(50);
  expect(report.acknowledgedUploads).toBeGreaterThan(50);
  expect(report.acknowledgedDeletions).toBeGreaterThan(5);
}, 3_600_000);
