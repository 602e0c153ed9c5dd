import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { openFileBlobs } from '../../packages/server/src/blobs/files.ts';
import { sweeping, sweepNow } from '../../packages/server/src/hosting/start-work.ts';
import type { SweepOptions } from '../../packages/server/src/housekeeping/sweep.ts';
import { silentLog } from '../../packages/server/src/log.ts';
import { testCapturePrints } from '../../packages/server/src/store/capture-prints.contract.ts';
import { testCaptureSessions } from '../../packages/server/src/store/capture-sessions.contract.ts';
import { testJobStore } from '../../packages/server/src/store/contract/jobs.contract.ts';
import { testLivePhotoPage } from '../../packages/server/src/store/kysely/live-photo-page.contract.ts';
import { createKyselyStore } from '../../packages/server/src/store/kysely-store.ts';
import { createKyselyWorkStore } from '../../packages/server/src/store/kysely-work-store.ts';
import { testLivePhotoStore } from '../../packages/server/src/store/live-photo-store.contract.ts';
import { openPostgres } from '../../packages/server/src/store/postgres/postgres.ts';
import { createPostgresLeader } from '../../packages/server/src/store/postgres/postgres-leader.ts';
import type { Task } from '../../packages/server/src/store/tasks.ts';
import type { WaitingUploadRecord } from '../../packages/server/src/store/waiting-uploads.ts';
import {
  newAudit,
  newClient,
  newId,
  newPhoto,
  testVault,
} from '../../packages/server/src/testing/records.ts';
import { startPostgres } from './harness/postgres.ts';

const server = await startPostgres();
const url = await server.createDatabase();
afterAll(() => server.stop());

// However busy the machine is: what is proved is the order of what happens at once, not how soon a turn comes.
const turnPatience = 120_000;
testLivePhotoStore(async () => createKyselyStore({ ...openPostgres({ url }), turnPatience }, testVault));
testLivePhotoPage(async () => openPostgres({ url: await server.createDatabase() }));
testCaptureSessions(async () => createKyselyStore(openPostgres({ url }), testVault));
testCapturePrints(async () => createKyselyStore(openPostgres({ url }), testVault));
testJobStore(async () => {
  const database = { ...openPostgres({ url }), turnPatience };
  return {
    photos: createKyselyStore(database, testVault),
    work: createKyselyWorkStore(database, testVault),
  };
});

it('lets two servers migrate an empty database at once', async () => {
  const empty = await server.createDatabase();
  const stores = [1, 2].map(() => createKyselyStore(openPostgres({ url: empty }), testVault));
  await Promise.all(stores.map((store) => store.migrate()));
  await stores[0]?.check();
  await Promise.all(stores.map((store) => store.close()));
});

it('lets a sweep wait for another server’s, asked for by a job or by the clock', async () => {
  const leaders = [1, 2].map(() => createPostgresLeader(url, () => {}));
  const store = createKyselyStore(openPostgres({ url }), testVault);
  const options: SweepOptions = {
    store,
    blobs: await openFileBlobs(join(tmpdir(), 'livephoto-no-images')),
    clock: Date.now,
    ids: newId,
    log: silentLog,
    retentionDays: undefined,
  };
  const order: string[] = [];
  let end = () => {};
  const other = leaders[0]!.alone(sweeping, async () => {
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    order.push('another server’s');
  });
  const database = openPostgres({ url });
  const locks = async (granted: boolean) => {
    const { rows } = await sql<{ n: string }>`select count(*) as n from pg_locks
      where locktype = 'advisory' and classid = ${0x11fe} and granted = ${granted}`.execute(database.kysely);
    return Number(rows[0]?.n);
  };
  await expect.poll(() => locks(true)).toBe(1);
  const mine = sweepNow(options, leaders[1]!)(false).then(() => order.push('the job’s'));
  await expect.poll(() => locks(false)).toBe(1);
  end();
  await Promise.all([other, mine]);
  expect(order).toEqual(['another server’s', 'the job’s']);
  await database.close();
  await Promise.all(leaders.map((leader) => leader.close()));
  await store.close();
});

it('lets no more uploads wait than may, of many that two servers take at once', async () => {
  const databases = [1, 2].map(() => openPostgres({ url }));
  const works = databases.map((database) => createKyselyWorkStore(database, testVault));
  const store = createKyselyStore(databases[0]!, testVault);
  const client = { ...newClient(), account: 'of-many' };
  const audit = () =>
    newAudit('livePhoto.wait', { account: client.account, mode: 'live', clientId: client.id });
  await store.createClient(client, audit());
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const { id, blobKey, wrappedKey, createdAt } = newPhoto(client);
      await store.reserveBlob(blobKey, new Date(Date.now() + 60_000).toISOString());
      const upload: WaitingUploadRecord = {
        ...{ id, account: client.account, mode: 'live', clientId: client.id, keyId: 'key', requestId: id },
        ...{ performLivenessCheck: true, contentType: 'image/jpeg', size: 40_000, blobKey, wrappedKey },
        ...{ idempotency: null, state: 'pending', livePhotoId: null, refusal: null },
        ...{ createdAt, updatedAt: createdAt },
      };
      const task: Task = { id, kind: 'upload', subject: id, body: {}, dueAt: createdAt, createdAt };
      return works[i % 2]!.addWaiting(upload, task, audit(), 7);
    }),
  );
  expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(7);
  expect(new Set(outcomes)).toEqual(new Set(['stored', 'full']));
  expect(await works[0]!.countWaiting(client.account)).toBe(7);
  await Promise.all(databases.map((database) => database.close()));
});

it('refuses to change or shorten the audit log', async () => {
  const database = openPostgres({ url });
  for (const change of [
    sql`update audit_logs set key_id = ''`,
    sql`delete from audit_logs`,
    sql`truncate audit_logs`,
  ]) {
    await expect(change.execute(database.kysely)).rejects.toThrow('append-only');
  }
  await database.close();
});
