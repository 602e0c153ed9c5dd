/** One audit chain, written by several servers at once over a real PostgreSQL: every entry finds its place. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { verifyAudit } from '@livephoto/server/node';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { createAuditChain } from '../../packages/server/src/store/kysely/audit-chain.ts';
import { createKyselyStore } from '../../packages/server/src/store/kysely-store.ts';
import { openPostgres } from '../../packages/server/src/store/postgres/postgres.ts';
import { newAudit, testVault } from '../../packages/server/src/testing/records.ts';
import { startPostgres } from './harness/postgres.ts';

const servers = 6;
const entriesOfEach = 60;

const postgres = await startPostgres();
const folder = await mkdtemp(join(tmpdir(), 'livephoto-shared-chain-'));
const url = await postgres.createDatabase();
const database = openPostgres({ url });
const store = createKyselyStore(database, testVault);
await store.migrate();
afterAll(async () => {
  await store.close();
  await postgres.stop();
  await rm(folder, { recursive: true });
});

function startAppender(name: number) {
  const main = fileURLToPath(new URL('../dist/server/harness/append-main.js', import.meta.url));
  const env = {
    PATH: process.env.PATH,
    LIVEPHOTO_DATABASE_URL: url,
    LIVEPHOTO_DATA: join(folder, `${name}`),
    LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  const child = spawn(process.execPath, [main, String(entriesOfEach)], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => (await lines.next()).value ?? errors;
  return { line, go: () => child.stdin.write('go\n') };
}

it(`takes what ${servers} processes add at once: none fails, and the chain fits`, async () => {
  const appenders = Array.from({ length: servers }, (_, i) => startAppender(i));
  expect(await Promise.all(appenders.map(({ line }) => line()))).toEqual(Array(servers).fill('ready'));
  // None of them has written yet, so that the beginning of the chain is one of what they race for.
  expect(await store.auditHead()).toBeUndefined();
  for (const { go } of appenders) go();
  expect(await Promise.all(appenders.map(({ line }) => line()))).toEqual(Array(servers).fill('[]'));

  const verdict = await verifyAudit(store);
  expect(verdict).toMatchObject({ entries: 1 + servers * entriesOfEach, head: await store.auditHead() });
  expect(verdict.fault).toBeUndefined();
});

it('lets nobody wait for ever: a server that stops in its turn is put out, and its step undone', async () => {
  const chain = createAuditChain(database);
  const before = (await store.auditHead())!;
  // As a frozen process does: it has the turn and an entry, and does not go on.
  const frozen = new pg.Client({ connectionString: url, idle_in_transaction_session_timeout: 500 });
  const ended = new Promise((resolve) => frozen.on('error', resolve));
  await frozen.connect();
  await frozen.query('begin');
  await frozen.query('select pg_advisory_xact_lock($1, 1)', [0x11ff]);
  await frozen.query(`update clients set uploads = uploads`);
  await chain.append(newAudit('client.list', { mode: 'live' }), (add) => ({ audit: add() }));
  await ended;
  expect((await store.auditHead())?.seq).toBe(before.seq + 1);
});

it('says that the log is busy when the turn does not come in time, and leaves nothing of the step', async () => {
  const hasty = openPostgres({ url, patience: 300 });
  const holder = new pg.Client(url);
  await holder.connect();
  await holder.query('begin');
  await holder.query('select pg_advisory_xact_lock($1, 1)', [0x11ff]);
  const before = await store.auditHead();
  const refused = createAuditChain(hasty).append(newAudit('client.list', { mode: 'live' }), (add) => ({
    audit: add(),
  }));
  await expect(refused).rejects.toMatchObject({ type: 'service_unavailable', status: 503 });
  await holder.query('rollback');
  await holder.end();
  await hasty.close();
  expect(await store.auditHead()).toEqual(before);
});

it('adds nothing where the condition of the step does not hold, and goes on from the same place', async () => {
  const before = (await store.auditHead())!;
  const chain = createAuditChain(database);
  const { audit } = await chain.append(newAudit('client.delete', { mode: 'live' }), (add) => ({
    audit: add(sql`exists (select 1 from clients where id = 'nobody')`),
  }));
  expect(audit.numAffectedRows).toBe(0n);
  expect(await store.auditHead()).toEqual(before);
  await store.appendAudit(newAudit('client.list', { mode: 'live' }));
  expect((await store.auditHead())?.seq).toBe(before.seq + 1);
  expect((await verifyAudit(store, before)).fault).toBeUndefined();
});
