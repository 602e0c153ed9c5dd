/**
 * Faults of the disk, the database, the bucket and the clock, under load and with kills between them: what was answered
 * 2xx is there, what was answered otherwise left nothing. `pnpm faults` injects 500 and more; here a few of each.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { s3Environment, startS3 } from '../../packages/server/src/testing/s3.ts';
import { prepareFailingFsync } from './harness/faults/failing-fsync.ts';
import { type FaultReport, runFaultRounds } from './harness/faults/fault-rounds.ts';
import { mountSmallDisk } from './harness/faults/small-disk.ts';
import { startTcpSwitch } from './harness/faults/tcp-switch.ts';
import { startPostgres } from './harness/postgres.ts';

const wanted = Number(process.env.FAULTS ?? 24);
const closers: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

function expectNothingLost(report: FaultReport, least: number): void {
  console.info(report);
  expect(report.lost).toEqual([]);
  expect(report.left).toEqual([]);
  expect(report.orphans).toEqual([]);
  expect(report.errors).toEqual([]);
  expect(report.impolite).toEqual([]);
  expect(report.total).toBeGreaterThanOrEqual(least);
}

it.concurrent('loses nothing and leaves nothing on SQLite and files', async () => {
  const disk = mountSmallDisk(64);
  if (disk) closers.push(disk.remove);
  else console.info('No disk may be mounted here: a full and a read-only one are left out.');
  const folder = disk?.folder ?? (await mkdtemp(join(tmpdir(), 'livephoto-faults-')));
  if (!disk) closers.push(() => rm(folder, { recursive: true }));
  const fsync = prepareFailingFsync();
  if (fsync) closers.push(fsync.remove);
  else console.info('Nothing compiles C here: failed fsyncs of the database are left out.');
  const data = join(folder, 'data');
  expectNothingLost(
    await runFaultRounds(wanted, { env: { LIVEPHOTO_DATA: data }, sqlite: data, disk, fsync }),
    wanted,
  );
}, 7_200_000);

it.concurrent('loses nothing and leaves nothing on PostgreSQL and S3', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-faults-'));
  closers.push(() => rm(folder, { recursive: true }));
  const [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
  closers.push(postgres.stop, s3.stop);
  const bucket = await startTcpSwitch(Number(new URL(s3.options.endpoint).port));
  closers.push(bucket.close);
  const least = Math.ceil(wanted / 2);
  const report = await runFaultRounds(least, {
    env: {
      LIVEPHOTO_DATA: folder,
      LIVEPHOTO_DATABASE_URL: await postgres.createDatabase(),
      LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      ...s3Environment(s3),
      LIVEPHOTO_S3_ENDPOINT: `http://127.0.0.1:${bucket.port}`,
    },
    postgres: postgres.pid,
    bucket,
  });
  expectNothingLost(report, least);
}, 7_200_000);
