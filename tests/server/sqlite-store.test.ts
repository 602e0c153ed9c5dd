import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { testCapturePrints } from '../../packages/server/src/store/capture-prints.contract.ts';
import { testCaptureSessions } from '../../packages/server/src/store/capture-sessions.contract.ts';
import { testJobStore } from '../../packages/server/src/store/contract/jobs.contract.ts';
import { testLivePhotoPage } from '../../packages/server/src/store/kysely/live-photo-page.contract.ts';
import { createKyselyStore } from '../../packages/server/src/store/kysely-store.ts';
import { createKyselyWorkStore } from '../../packages/server/src/store/kysely-work-store.ts';
import { testLivePhotoStore } from '../../packages/server/src/store/live-photo-store.contract.ts';
import { loadSqlite } from '../../packages/server/src/store/sqlite/driver.ts';
import { openSqlite } from '../../packages/server/src/store/sqlite/sqlite.ts';
import { newAudit, testVault } from '../../packages/server/src/testing/records.ts';

const folder = await mkdtemp(join(tmpdir(), 'livephoto-sqlite-'));
const path = join(folder, 'livephoto.db');
afterAll(() => rm(folder, { recursive: true }));

// However busy the machine is: what is proved is the order of what happens at once, not how soon a turn comes.
const turnPatience = 120_000;
testLivePhotoStore(async () => createKyselyStore({ ...openSqlite(path), turnPatience }, testVault));
testCaptureSessions(async () => createKyselyStore(openSqlite(path), testVault));
testCapturePrints(async () => createKyselyStore(openSqlite(path), testVault));

testLivePhotoPage(async () => openSqlite(join(folder, 'pages.db')));
testJobStore(async () => {
  const database = { ...openSqlite(path), turnPatience };
  return {
    photos: createKyselyStore(database, testVault),
    work: createKyselyWorkStore(database, testVault),
  };
});

it('starts beside a reader of another process, where nothing is left to seal', async () => {
  const { DatabaseSync } = await loadSqlite();
  const database = openSqlite(path);
  const store = createKyselyStore(database, testVault);
  while (!(await store.sealPlain(100)));
  const reader = new DatabaseSync(path);
  reader.exec('begin');
  reader.exec('select count(*) from clients');
  // The log goes on behind what it reads, so that nobody can empty it.
  await store.appendAudit(newAudit('client.list', { mode: 'live' }));
  await expect(database.erase()).rejects.toMatchObject({ type: 'service_unavailable' });
  expect(await store.sealPlain(100)).toBe(true);
  reader.close();
  await store.close();
});

it('refuses to change or shorten the audit log', async () => {
  const database = openSqlite(path);
  await expect(sql`update audit_logs set key_id = ''`.execute(database.kysely)).rejects.toThrow(
    'append-only',
  );
  await expect(sql`delete from audit_logs`.execute(database.kysely)).rejects.toThrow('append-only');
  await database.close();
});
