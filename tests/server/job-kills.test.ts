/**
 * Work goes on elsewhere when whoever did it is killed: every photo of a job is inspected and none is twice in its result, every
 * upload that was answered 202 becomes one live photo. `KILLS=50` does more of it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KillReport, runKillRounds } from './harness/kill-rounds.ts';
import { startPostgres, type TestPostgres } from './harness/postgres.ts';

const kills = Number(process.env.KILLS ?? 12);
let folder: string;
let postgres: TestPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-kills-'));
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

function expectNothingLost(report: KillReport) {
  console.log(report);
  expect(report.wrong).toEqual([]);
  expect({ ...report, kills: 0, jobs: 0, expected: 0, lines: 0, waiting: 0, inspections: 0 }).toMatchObject({
    lost: 0,
    duplicates: 0,
    waitingLost: 0,
    waitingDuplicates: 0,
  });
  expect(report.lines).toBe(report.expected);
  expect(report.waiting).toBeGreaterThan(0);
}

it('on PostgreSQL and pg-boss, two servers, one of them killed at a time', {
  timeout: 3_600_000,
}, async () => {
  const env = {
    LIVEPHOTO_DATABASE_URL: await postgres.createDatabase(),
    LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 9).toString('base64'),
    LIVEPHOTO_JOBS: 'pg-boss',
    LIVEPHOTO_DATA: join(folder, 'postgres'),
  };
  expectNothingLost(await runKillRounds({ kills, env, servers: 2, photos: 45 }));
});

it('on SQLite, where the one server that there is goes on when it is back', {
  timeout: 3_600_000,
}, async () => {
  const env = { LIVEPHOTO_DATA: join(folder, 'sqlite') };
  expectNothingLost(await runKillRounds({ kills: Math.ceil(kills / 3), env, servers: 1, photos: 45 }));
});
