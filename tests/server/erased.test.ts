/** What was redacted or deleted is in no file of the data folder when the answer comes; what is kept of people is sealed. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, openStorage, readConfig } from '@livephoto/server/node';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrationsOf } from '../../packages/server/src/store/migrations.ts';
import { openSqlite } from '../../packages/server/src/store/sqlite/sqlite.ts';
import { newId, ownerOf, smallReport } from '../../packages/server/src/testing/records.ts';
import { readSample, startTestServer, type TestServer } from './harness/server.ts';

const selfie = await readSample('selfie.jpg');
const folder = await mkdtemp(join(tmpdir(), 'livephoto-erased-'));
const data = join(folder, 'data');
let server: TestServer;
beforeAll(async () => {
  // What files and folders are made with, unless somebody sees to it.
  process.umask(0);
  server = await startTestServer({ LIVEPHOTO_DATA: data, LIVEPHOTO_DISK_RESERVE: '1' });
});
afterAll(async () => {
  await server?.close();
  process.umask(0o022);
  await rm(folder, { recursive: true });
});

/** Every file of the folder in which one of the texts stands, in UTF-8. */
async function filesWith(where: string, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(where, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((file) => file.isFile())) {
    const content = await readFile(join(entry.parentPath, entry.name));
    for (const text of texts) if (content.includes(text)) found.push(`${text} in ${entry.name}`);
  }
  return found;
}

const grace = {
  type: 'person',
  email: 'grace.hopper@example.org',
  personDetails: { firstName: 'Gracelyn', lastName: 'Hopperstone' },
};
const personal = [grace.email, grace.personDetails.firstName, grace.personDetails.lastName];

/** The keys that the database has of a client and its photos, each in the parts that they are looked for by. */
async function keysOf(clientId: string): Promise<string[]> {
  const database = openSqlite(join(data, 'livephoto.db'));
  const { rows } = await sql<{ wrapped_key: string }>`
    select wrapped_key from live_photos where client_id = ${clientId} and wrapped_key is not null
    union all select wrapped_key from clients where id = ${clientId}`.execute(database.kysely);
  await database.close();
  return rows.map(({ wrapped_key }) => wrapped_key.split('.')[2]!);
}

it('stores no name, no address and nothing of a report as it is', async () => {
  const { json } = await server.call('POST', '/v1/clients', { body: grace });
  await server.upload(json.id, selfie);
  await server.call('POST', `/v1/clients/${json.id}`, { body: { mobile: '+49 555 0100' } });
  expect(await filesWith(data, [...personal, '+49 555 0100', 'interEyeDistance', '"inspections"'])).toEqual(
    [],
  );
  expect((await server.call('GET', `/v1/clients/${json.id}`)).json).toMatchObject({
    ...grace,
    mobile: '+49 555 0100',
  });
});

it('has the key of a redacted photo in no file any more, and that of its neighbour still', async () => {
  const { json: client } = await server.call('POST', '/v1/clients', { body: grace });
  const first = await server.upload(client.id, selfie);
  const [gone] = await keysOf(client.id);
  await server.upload(client.id, selfie);
  expect(await filesWith(data, [gone!])).not.toEqual([]);
  expect((await server.call('POST', `/v1/livePhotos/${first.json.id}/redact`)).status).toBe(200);
  expect(await filesWith(data, [gone!])).toEqual([]);
  const left = await keysOf(client.id);
  expect(left).toHaveLength(2);
  for (const key of left) expect(await filesWith(data, [key])).not.toEqual([]);
});

it('has nothing that opens anything of a deleted client in any file', async () => {
  const { json: client } = await server.call('POST', '/v1/clients', { body: grace });
  await Promise.all(Array.from({ length: 3 }, () => server.upload(client.id, selfie)));
  const keys = await keysOf(client.id);
  expect(keys).toHaveLength(4);
  const { json } = await server.call('GET', `/v1/livePhotos?clientId=${client.id}`);
  expect((await server.call('DELETE', `/v1/livePhotos/${json.items[0].id}`)).status).toBe(204);
  expect((await server.call('DELETE', `/v1/clients/${client.id}`)).status).toBe(204);
  expect(await filesWith(data, [...keys, ...personal])).toEqual([]);
});

it('keeps files and folders to their owner, whatever the umask', async () => {
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const modes = new Map<string, string>();
  modes.set('.', ((await stat(data)).mode & 0o777).toString(8));
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    modes.set(path, ((await stat(path)).mode & 0o777).toString(8));
  }
  expect(modes.size).toBeGreaterThan(6);
  const wrong = [...modes].filter(([path, mode]) => {
    const isFolder =
      path === '.' ||
      entries.some((entry) => entry.isDirectory() && join(entry.parentPath, entry.name) === path);
    return mode !== (isFolder ? '700' : '600');
  });
  expect(wrong).toEqual([]);
});

it('seals what an earlier version stored, at the first start, and leaves nothing of it readable', async () => {
  const old = join(folder, 'old');
  const config = readConfig({ data: old }, {});
  await (await openStorage(config, createLog('silent'))).close();
  const path = join(old, 'livephoto.db');
  await rm(path);
  const before = openSqlite(path);
  for (const name of ['0001-tables', '0002-list-index'])
    await migrationsOf('sqlite')[name]!.up(before.kysely);
  const clients = Array.from({ length: 250 }, newId);
  for (const id of clients) {
    const now = new Date().toISOString();
    await sql`insert into clients (id, mode, details, created_at, updated_at)
      values (${id}, 'live', ${JSON.stringify(grace)}, ${now}, ${now})`.execute(before.kysely);
    await sql`insert into live_photos (id, mode, client_id, perform_liveness_check, content_type, size, blob_key, report,
        created_at, updated_at) values (${id}, 'live', ${id}, 1, 'image/jpeg', 40000, ${`live/${id}`},
        ${JSON.stringify(smallReport)}, ${now}, ${now})`.execute(before.kysely);
  }
  // The migrator's own tables: the steps above are known as done.
  await sql`create table kysely_migration (name text primary key, timestamp text not null)`.execute(
    before.kysely,
  );
  for (const name of ['0001-tables', '0002-list-index']) {
    await sql`insert into kysely_migration values (${name}, ${new Date().toISOString()})`.execute(
      before.kysely,
    );
  }
  await before.erase();
  await before.close();
  expect(await filesWith(old, personal)).toHaveLength(3);

  const storage = await openStorage(config, createLog('silent'));
  expect(await filesWith(old, [...personal, '"inspections"'])).toEqual([]);
  expect((await storage.store.getClient(ownerOf('live'), clients[77]!))?.details).toEqual(grace);
  expect(await storage.store.getReport(ownerOf('live'), clients[77]!)).toEqual(smallReport);
  await storage.close();
});
