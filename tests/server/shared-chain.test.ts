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
import { afterAll, describe, expect, it } from 'vitest';
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

it('has what is left of its time for the step, when the look for the end took some of it', async () => {
  const granted = 5000;
  const held = 1500;
  // So that the chain has a beginning, whatever ran before.
  await store.appendAudit(newAudit('client.list', { mode: 'live' }));
  const steps: (number | undefined)[] = [];
  const chain = createAuditChain({
    ...database,
    timeLeft: () => granted,
    batch(queries, milliseconds) {
      if (Object.keys(queries).some((name) => name.endsWith('audit'))) steps.push(milliseconds);
      return database.batch(queries, milliseconds);
    },
  });
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query('begin; lock table audit_logs in access exclusive mode');
  const added = chain.append(newAudit('client.list', { mode: 'live' }), (add) => ({ audit: add() }));
  await new Promise((resolve) => setTimeout(resolve, held));
  expect(steps).toEqual([]);
  await other.query('rollback');
  await added;
  await other.end();
  expect(steps).toHaveLength(1);
  expect(steps[0]).toBeLessThan(granted - held + 100);
});

describe('steps of one process that wait together', () => {
  /** The chain, and how many transactions it takes. */
  const counted = () => {
    const sizes: number[] = [];
    const chain = createAuditChain({
      ...database,
      batch(queries, milliseconds) {
        const entries = Object.keys(queries).filter((name) => name.endsWith('audit')).length;
        if (entries > 0) sizes.push(entries);
        return database.batch(queries, milliseconds);
      },
    });
    return { chain, sizes };
  };
  const addKey = (chain: ReturnType<typeof createAuditChain>, id: string) =>
    chain.append(newAudit('key.create', { mode: 'live' }), (add) => ({
      key: database.kysely.insertInto('api_keys').values({
        id,
        account: 'default',
        mode: 'live',
        name: 'one of many',
        hint: 'live',
        hash: id,
        scopes: '',
        created_at: '2026-01-01T00:00:00.000Z',
      } as never),
      audit: add(),
      seen: database.kysely
        .selectFrom('api_keys')
        .select(({ fn }) => fn.countAll().as('n'))
        .where('name', '=', 'one of many'),
    }));

  it('are one transaction, each with its own answer, and the chain fits', async () => {
    const before = (await store.auditHead())!;
    const { chain, sizes } = counted();
    const steps = await Promise.all(Array.from({ length: 20 }, (_, i) => addKey(chain, `group-${i}`)));
    expect(sizes).toEqual([16, 4]);
    const seen = steps.map((step) => Number(step.seen.rows[0]?.n));
    // Each sees what those before it did.
    expect(seen).toEqual(seen.map((_, i) => seen[0]! + i));
    expect((await store.auditHead())?.seq).toBe(before.seq + 20);
    expect((await verifyAudit(store, before)).fault).toBeUndefined();
  });

  it('fail alone, when the fault is their own: the others are stored, once, and nothing is left of it', async () => {
    const before = (await store.auditHead())!;
    const { chain } = counted();
    const ended = await Promise.allSettled(
      ['own-0', 'own-1', 'own-1', 'own-2'].map((id) => addKey(chain, id)),
    );
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect((await store.auditHead())?.seq).toBe(before.seq + 3);
    expect((await verifyAudit(store, before)).fault).toBeUndefined();
    await addKey(chain, 'own-3');
    expect((await store.auditHead())?.seq).toBe(before.seq + 4);
  });
});
