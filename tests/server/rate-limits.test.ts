/** Rate limits of several processes over one PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../packages/server/src/log.ts';
import { createMemoryBuckets } from '../../packages/server/src/rate-limits/memory-buckets.ts';
import { createPostgresBuckets } from '../../packages/server/src/rate-limits/postgres-buckets.ts';
import { createSharedBuckets } from '../../packages/server/src/rate-limits/shared-buckets.ts';
import { testTokenBuckets } from '../../packages/server/src/rate-limits/token-buckets.contract.ts';
import type { Database } from '../../packages/server/src/store/database.ts';
import { migrate } from '../../packages/server/src/store/migrations.ts';
import { openPostgres } from '../../packages/server/src/store/postgres/postgres.ts';
import { startPostgres, type TestPostgres } from './harness/postgres.ts';
import { type ServerProcess, startServerProcess } from './harness/server-process.ts';

const postgres: TestPostgres = await startPostgres();
const url = await postgres.createDatabase();
const database: Database = openPostgres({ url });
const servers: ServerProcess[] = [];
const folder = await mkdtemp(join(tmpdir(), 'livephoto-rates-'));
beforeAll(() => migrate(database));
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  await database.close();
  await postgres.stop();
  await rm(folder, { recursive: true });
});

describe('in PostgreSQL', () => {
  testTokenBuckets((clock) =>
    createPostgresBuckets(database.kysely, { now: () => sql<number>`${clock()}::float8` }),
  );

  it("goes by the database's clock, and keeps no row of a caller at rest", async () => {
    const rows = async () =>
      (
        await sql<{ full_at: number }>`select full_at from rate_limits where caller like 'row %'`.execute(
          database.kysely,
        )
      ).rows;
    const before = Date.now();
    const buckets = createPostgresBuckets(database.kysely, { removalInterval: 0 });
    expect(await buckets.take('row slow', 0.001)).toBe(0);
    expect((await rows())[0]?.full_at).toBeGreaterThan(before + 900_000);
    for (let i = 0; i < 5; i++) expect(await buckets.take('row fast', 1e6)).toBe(0);
    await expect
      .poll(async () => {
        await buckets.take('other', 1e6);
        return (await rows()).length;
      })
      .toBe(1);
    expect(await buckets.take('row slow', 0.001)).toBeGreaterThan(900_000);
  });

  it('is left alone by a table that is gone: each process counts by itself', async () => {
    const gone = openPostgres({ url: await postgres.createDatabase() });
    const own = createMemoryBuckets(Date.now);
    const buckets = createSharedBuckets({ own, shared: createPostgresBuckets(gone.kysely), log: silentLog });
    const waits = [];
    for (let i = 0; i < 5; i++) waits.push(await buckets.take('a', 0.01));
    expect(waits.map((wait) => wait === 0)).toEqual([true, false, false, false, false]);
    await gone.close();
  });

  it('is not waited for where another holds the table', async () => {
    const shared = createPostgresBuckets(database.kysely);
    const own = createMemoryBuckets(Date.now);
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_fields: object, message: string) => warnings.push(message) };
    const buckets = createSharedBuckets({ own, shared, log, patience: 100 });
    const holder = new pg.Client(url);
    await holder.connect();
    await holder.query('begin; lock table rate_limits in access exclusive mode');
    const start = performance.now();
    const waits = await Promise.all(Array.from({ length: 30 }, () => buckets.take('held up', 3)));
    // Far less than the holder takes, which is for ever.
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
    expect(warnings).not.toEqual([]);
    await holder.query('rollback');
    await holder.end();
    // Later it is asked again.
    let callers = 0;
    const isShared = async () => {
      const caller = `after ${++callers}`;
      await buckets.take(caller, 0.001);
      return (await shared.take(caller, 0.001)) > 0;
    };
    await expect.poll(isShared, { timeout: 20_000 }).toBe(true);
    expect(callers).toBeGreaterThan(1);
  });
});

it('lets two servers in together no more than one', async () => {
  const rate = 5;
  const env = {
    LIVEPHOTO_PORT: '0',
    LIVEPHOTO_WORKERS: '1',
    LIVEPHOTO_STUDIO: 'off',
    LIVEPHOTO_DATABASE_URL: await postgres.createDatabase(),
    LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 9).toString('base64'),
    LIVEPHOTO_DATA: folder,
    LIVEPHOTO_RATE_LIVE: `${rate}`,
  };
  servers.push(await startServerProcess(env));
  servers.push(await startServerProcess(env));
  const key = servers[0]!.newKeys[1]!;
  const counts = { admitted: [0, 0], refused: 0 };
  const start = performance.now();
  const callFor = async (at: number) => {
    while (performance.now() - start < 4000) {
      const path = `/v1/clients/${'0'.repeat(24)}`;
      const { status, headers } = await fetch(servers[at]!.url + path, { headers: { Authorization: key } });
      expect([404, 429]).toContain(status);
      if (status === 404) counts.admitted[at]! += 1;
      else {
        counts.refused += 1;
        expect(Number(headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
      }
    }
  };
  await Promise.all([0, 1].flatMap((at) => Array.from({ length: 4 }, () => callFor(at))));
  const seconds = (performance.now() - start) / 1000;
  const admitted = counts.admitted[0]! + counts.admitted[1]!;
  expect(admitted).toBeLessThanOrEqual(rate + rate * seconds);
  expect(admitted).toBeGreaterThanOrEqual(rate);
  expect(counts.refused).toBeGreaterThan(admitted);
});
