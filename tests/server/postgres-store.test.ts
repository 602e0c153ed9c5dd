import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { testCaptureSessions } from '../../packages/server/src/store/capture-sessions.contract.ts';
import { testLivePhotoPage } from '../../packages/server/src/store/kysely/live-photo-page.contract.ts';
import { createKyselyStore } from '../../packages/server/src/store/kysely-store.ts';
import { testLivePhotoStore } from '../../packages/server/src/store/live-photo-store.contract.ts';
import { openPostgres } from '../../packages/server/src/store/postgres/postgres.ts';
import { testVault } from '../../packages/server/src/testing/records.ts';
import { startPostgres } from './harness/postgres.ts';

const server = await startPostgres();
const url = await server.createDatabase();
afterAll(() => server.stop());

// However busy the machine is: what is proved is the order of what happens at once, not how soon a turn comes.
const turnPatience = 120_000;
testLivePhotoStore(async () => createKyselyStore({ ...openPostgres({ url }), turnPatience }, testVault));
testLivePhotoPage(async () => openPostgres({ url: await server.createDatabase() }));
testCaptureSessions(async () => createKyselyStore(openPostgres({ url }), testVault));

it('lets two servers migrate an empty database at once', async () => {
  const empty = await server.createDatabase();
  const stores = [1, 2].map(() => createKyselyStore(openPostgres({ url: empty }), testVault));
  await Promise.all(stores.map((store) => store.migrate()));
  await stores[0]?.check();
  await Promise.all(stores.map((store) => store.close()));
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
