/** What a list reads, on every database: the index that a migration made, and the rows of its page. */
import { Migrator, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { newAudit, newClient, ownerOf, smallReport, testVault } from '../../testing/records.ts';
import type { Database } from '../database.ts';
import { createKyselyStore } from '../kysely-store.ts';
import type { ClientRecord, LivePhotoFilter } from '../live-photo-store.ts';
import { migrationsOf } from '../migrations.ts';
import { beginning } from './audit-chain.ts';
import { livePhotoPage } from './live-photo-page.ts';

/** @param openEmpty opens an empty database. */
export function testLivePhotoPage(openEmpty: () => Promise<Database>): void {
  describe('page of live photos', () => {
    it('reads the index and the rows of the page, also of photos stored before there was the index', async () => {
      const database = await openEmpty();
      try {
        const store = createKyselyStore(database, testVault);
        const clients = [newClient(), newClient('test')];
        await migrateToFirst(database);
        for (const client of clients) {
          await copyClient(database, client);
          await copyPhotos(database, client, 3000);
        }
        await store.migrate();
        for (const client of clients) {
          const clientId = client.id;
          for (const page of [1, 75, 150]) {
            const { items, totalItems } = await store.listLivePhotos(client, {
              clientId,
              page,
              pageSize: 20,
            });
            const newest = 3000 - (page - 1) * 20;
            expect(items.map(({ id }) => id)).toEqual(
              Array.from({ length: 20 }, (_, index) => copyId(clientId, newest - index)),
            );
            expect(totalItems).toBe(3000);
          }
        }

        const { dialect, kysely } = database;
        if (dialect === 'postgres') await sql`vacuum analyze`.execute(kysely);
        const request = { clientId: clients[0]!.id, page: 75, pageSize: 20 };
        for (const times of [{}, { createdAfter: '2000', updatedBefore: '9999' }]) {
          const steps = await readsOf(database, { ...request, ...times });
          const inIndex = steps.filter((step) => /live_photos_listed/.test(step));
          // To count, from the newest, and from the oldest.
          expect(inIndex).toHaveLength(3);
          for (const step of inIndex) {
            expect(step).toMatch(dialect === 'postgres' ? /^Index Only Scan/ : /^SEARCH .* COVERING INDEX/);
          }
          const byKey = dialect === 'postgres' ? /^Index Scan using live_photos_pkey/ : /^SEARCH .*\(id=\?\)/;
          expect(steps.filter((step) => !inIndex.includes(step))).toEqual([expect.stringMatching(byKey)]);
        }

        // What was stored as it is reads the same before and after it is sealed.
        const [client] = clients as [ClientRecord];
        const anyPhoto = copyId(client.id, 2960);
        await sql`delete from live_photos where created_at < '2026-2950'`.execute(database.kysely);
        for (let sealed = false; ; sealed = await store.sealPlain(30)) {
          expect(await store.getClient(client, client.id)).toEqual(client);
          expect(await store.getReport(client, anyPhoto)).toEqual(smallReport);
          if (sealed) break;
        }
        const plain = sql<{ n: string | number }>`select count(*) as n from clients, live_photos
          where details like '{%' or report like '{%' or clients.wrapped_key is null`;
        expect(Number((await plain.execute(database.kysely)).rows[0]?.n)).toBe(0);

        // Entries of the first version stand before the chain, and its first entry vouches for them.
        const { count, digest } = await store.digestUnchained();
        expect(count).toBe(2);
        await store.appendAudit(newAudit('client.read', { mode: client.mode, clientId: client.id }));
        const [first, second] = await store.listChain(0, 10);
        expect(first).toMatchObject({ action: 'audit.begin', detail: beginning(count, digest) });
        expect(second).toMatchObject({ action: 'client.read', seq: 2 });
        expect(await store.digestUnchained()).toEqual({ count, digest });
      } finally {
        await database.close();
      }
    });
  });
}

async function migrateToFirst({ kysely, dialect }: Database): Promise<void> {
  const [first] = Object.entries(migrationsOf(dialect));
  const provider = { getMigrations: async () => Object.fromEntries([first!]) };
  const { error } = await new Migrator({ db: kysely, provider }).migrateToLatest();
  expect(error).toBeUndefined();
}

function copyId(clientId: string, n: number): string {
  return `${clientId}-${String(n).padStart(4, '0')}`;
}

/** Stores a client and an audit entry as the first version did. */
async function copyClient({ kysely }: Database, client: ClientRecord): Promise<void> {
  const { id, mode, details, createdAt } = client;
  await sql`insert into clients (id, mode, details, created_at, updated_at)
    values (${id}, ${mode}, ${JSON.stringify(details)}, ${createdAt}, ${createdAt})`.execute(kysely);
  await sql`insert into audit_logs (id, mode, key_id, action, client_id, created_at)
    values (${id}, ${mode}, 'key', 'client.create', ${id}, ${createdAt})`.execute(kysely);
}

/** Stores photos with one statement; the higher their number, the newer. */
async function copyPhotos({ kysely, dialect }: Database, client: ClientRecord, count: number): Promise<void> {
  const numbers =
    dialect === 'postgres'
      ? sql`generate_series(1, ${count}::integer) as numbers (n)`
      : sql`(with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})
          select n from numbers) as numbers`;
  const text = (value: string) => sql`cast(${value} as text)`;
  const four = sql`substr(cast(10000 + n as text), 2)`;
  await sql`insert into live_photos (id, mode, client_id, perform_liveness_check, content_type, size, blob_key,
      wrapped_key, report, created_at, updated_at)
    select ${text(copyId(client.id, 0).slice(0, -4))} || ${four}, ${text(client.mode)}, ${text(client.id)}, 1, 'image/jpeg',
      40000, ${text(client.id)} || ${four}, 'key', ${text(JSON.stringify(smallReport))}, '2026-' || ${four}, '2026-' || ${four}
    from ${numbers}`.execute(kysely);
}

/** The steps in which the database would read live photos. */
async function readsOf({ kysely, dialect }: Database, filter: LivePhotoFilter): Promise<string[]> {
  const { sql: query, parameters } = livePhotoPage(kysely, ownerOf('live'), filter).compile();
  const explain = dialect === 'postgres' ? 'explain (costs off)' : 'explain query plan';
  const { rows } = await kysely.executeQuery<Record<string, unknown>>({
    ...sql``.compile(kysely),
    sql: `${explain} ${query}`,
    parameters,
  });
  return rows
    .map((row) => String(row.detail ?? row['QUERY PLAN']).replace(/^[\s>-]+/, ''))
    .filter((step) => /^(SEARCH|SCAN|.* on) live_photos/.test(step));
}
