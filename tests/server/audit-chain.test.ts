/** The audit log's chain: whatever is done to it behind the server's back, the first entry that does not fit is named. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyAudit } from '@livephoto/server/node';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { createApiKeys } from '../../packages/server/src/keys/api-keys.ts';
import { createKyselyStore } from '../../packages/server/src/store/kysely-store.ts';
import type { LivePhotoStore } from '../../packages/server/src/store/live-photo-store.ts';
import { openSqlite } from '../../packages/server/src/store/sqlite/sqlite.ts';
import { newAudit, newId, testVault } from '../../packages/server/src/testing/records.ts';

const folder = await mkdtemp(join(tmpdir(), 'livephoto-chain-'));
afterAll(() => rm(folder, { recursive: true }));
let store: LivePhotoStore;
let database: ReturnType<typeof openSqlite>;
let count = 0;
beforeEach(async () => {
  await store?.close();
  database = openSqlite(join(folder, `${count++}.db`));
  store = createKyselyStore(database, testVault);
  await store.migrate();
  for (let i = 0; i < 6; i++) await store.appendAudit(newAudit('client.list', { mode: 'live' }));
});
afterAll(() => store?.close());

/** What somebody with the database in hand can do: the triggers are only the database's. */
async function tamper(change: RawBuilder<unknown>): Promise<void> {
  await sql`drop trigger if exists audit_logs_no_update`.execute(database.kysely);
  await sql`drop trigger if exists audit_logs_no_delete`.execute(database.kysely);
  await change.execute(database.kysely);
}

it('fits as the server wrote it, the beginning and every kind of entry', async () => {
  const keys = createApiKeys(database, Date.now, newId);
  const { key } = await keys.create('live', 'x');
  await keys.revoke(key.id);
  await expect(keys.revoke(key.id)).rejects.toMatchObject({ type: 'resource_not_found' });
  const verdict = await verifyAudit(store);
  expect(verdict).toMatchObject({ entries: 9, head: await store.auditHead() });
  expect(verdict.fault).toBeUndefined();
  const actions = (await store.listChain(0, 100)).map(({ action }) => action);
  expect(actions).toEqual(['audit.begin', ...Array(6).fill('client.list'), 'key.create', 'key.revoke']);
});

it.each([
  [
    'a changed key',
    sql`update audit_logs set key_id = 'another' where seq = 4`,
    'entry 4 (client.list of',
    3,
  ],
  [
    'a changed time',
    sql`update audit_logs set created_at = '2001' where seq = 2`,
    'entry 2 (client.list of',
    1,
  ],
  ['an entry taken out', sql`delete from audit_logs where seq = 5`, 'entry 5 is missing', 4],
  [
    'two entries exchanged',
    sql`update audit_logs set seq = case seq when 3 then 1003 when 4 then 1004 end where seq in (3, 4)`,
    'entry 3 is missing',
    2,
  ],
  [
    'an entry put in beside the chain',
    sql`insert into audit_logs (id, mode, key_id, action, created_at) values ('x', 'live', 'k', 'client.list', '2026')`,
    'the entries from before the chain are not what they were',
    0,
  ],
])('names the first that does not fit: %s', async (_, change, fault, entries) => {
  await tamper(change);
  expect(await verifyAudit(store)).toMatchObject({ entries, fault: expect.stringContaining(fault) });
});

it('shows by a head that was kept that the end was cut off, or all hashes made anew', async () => {
  const head = (await store.auditHead())!;
  expect((await verifyAudit(store, head)).fault).toBeUndefined();
  await tamper(sql`delete from audit_logs where seq >= 6`);
  expect((await verifyAudit(store)).fault).toBeUndefined();
  expect((await verifyAudit(store, head)).fault).toBe('entry 6 is missing: 7 were noted before');
  const forger = createKyselyStore(database, testVault);
  for (let i = 0; i < 5; i++) await forger.appendAudit(newAudit('client.list', { mode: 'live' }));
  expect((await verifyAudit(store)).fault).toBeUndefined();
  expect((await verifyAudit(store, head)).fault).toMatch(
    /^entry 7 .* is another one than when its hash was noted$/,
  );
});
