import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { testCaptureSessions } from '../../packages/server/src/store/capture-sessions.contract.ts';
import { testJobStore } from '../../packages/server/src/store/contract/jobs.contract.ts';
import { testLivePhotoPage } from '../../packages/server/src/store/kysely/live-photo-page.contract.ts';
import { createKyselyStore } from '../../packages/server/src/store/kysely-store.ts';
import { createKyselyWorkStore } from '../../packages/server/src/store/kysely-work-store.ts';
import { testLivePhotoStore } from '../../packages/server/src/store/live-photo-store.contract.ts';
import { openSqlite } from '../../packages/server/src/store/sqlite/sqlite.ts';
import { testVault } from '../../packages/server/src/testing/records.ts';

const folder = await mkdtemp(join(tmpdir(), 'livephoto-sqlite-'));
const path = join(folder, 'livephoto.db');
afterAll(() => rm(folder, { recursive: true }));

// However busy the machine is: what is proved is the order of what happens at once, not how soon a turn comes.
const turnPatience = 120_000;
testLivePhotoStore(async () => createKyselyStore({ ...openSqlite(path), turnPatience }, testVault));
testCaptureSessions(async () => createKyselyStore(openSqlite(path), testVault));

testLivePhotoPage(async () => openSqlite(join(folder, 'pages.db')));
testJobStore(async () => {
  const database = { ...openSqlite(path), turnPatience };
  return {
    photos: createKyselyStore(database, testVault),
    work: createKyselyWorkStore(database, testVault),
  };
});

it('refuses to change or shorten the audit log', async () => {
  const database = openSqlite(path);
  await expect(sql`update audit_logs set key_id = ''`.execute(database.kysely)).rejects.toThrow(
    'append-only',
  );
  await expect(sql`delete from audit_logs`.execute(database.kysely)).rejects.toThrow('append-only');
  await database.close();
});
