/** SIGKILL at random moments, on PostgreSQL and S3. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { s3Environment, startS3 } from '../../packages/server/src/testing/s3.ts';
import { runCrashRounds } from './harness/crash-rounds.ts';
import { startPostgres } from './harness/postgres.ts';

const folder = await mkdtemp(join(tmpdir(), 'livephoto-crash-'));
const [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
afterAll(async () => {
  await Promise.all([postgres.stop(), s3.stop()]);
  await rm(folder, { recursive: true });
});

it('keeps what it acknowledged, and leaves no bytes of what it did not, over 50 kills', async () => {
  const report = await runCrashRounds(50, {
    LIVEPHOTO_DATA: folder,
    LIVEPHOTO_DATABASE_URL: await postgres.createDatabase(),
    LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...s3Environment(s3),
  });
  console.info(report);
  expect(report.wrong).toEqual([]);
  expect(report.errors).toEqual([]);
  expect(report.orphans).toEqual([]);
  expect(report.interrupted).toBeGreaterThan(50);
  expect(report.acknowledgedUploads).toBeGreaterThan(50);
  expect(report.acknowledgedDeletions).toBeGreaterThan(5);
}, 3_600_000);
