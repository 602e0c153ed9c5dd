/** API keys in the database: what they are granted, when they end, when they were used. */
import { createIds } from '@livephoto/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ApiKeys, createApiKeys } from '../../packages/server/src/keys/api-keys.ts';
import { allScopes } from '../../packages/server/src/keys/scopes.ts';
import { migrate } from '../../packages/server/src/store/migrations.ts';
import { openSqlite } from '../../packages/server/src/store/sqlite/sqlite.ts';

const database = openSqlite(':memory:');
const ids = createIds(Date.now);
const start = Date.parse('2026-05-04T12:00:00.000Z');
let now = start;
const open = () => createApiKeys(database, () => now, ids);
let keys: ApiKeys;
beforeAll(() => migrate(database));
afterAll(() => database.close());
beforeEach(() => {
  now = start;
  keys = open();
});

it('grants all of the first account for ever, unless told otherwise', async () => {
  const { key, secret } = await keys.create('live', 'all');
  expect(key).toMatchObject({ account: 'default', scopes: allScopes, expiresAt: null, lastUsedAt: null });
  expect(await keys.verify(secret)).toEqual(key);
  const expiresAt = '2026-05-05T00:00:00.000Z';
  const grant = { account: 'clinic-7', scopes: ['erase', 'read', 'read'], expiresAt } as const;
  const narrow = await keys.create('test', 'narrow', grant);
  expect(narrow.key).toMatchObject({ account: 'clinic-7', scopes: ['read', 'erase'], expiresAt });
  expect(await keys.verify(narrow.secret)).toEqual(narrow.key);
  expect(await keys.find(narrow.key.id)).toMatchObject({ account: 'clinic-7', scopes: ['read', 'erase'] });
});

it.each([
  [{ account: '' }, 'account'],
  [{ account: 'Clinic' }, 'account'],
  [{ account: '-a' }, 'account'],
  [{ account: 'a'.repeat(64) }, 'account'],
  [{ account: "a' or '1'='1" }, 'account'],
  [{ scopes: [] }, 'scope'],
  [{ scopes: ['everything' as 'read'] }, 'scope'],
  [{ expiresAt: '2026-05-04T12:00:00.000Z' }, 'expires'],
  [{ expiresAt: 'never' }, 'expires'],
])('refuses to grant %j', async (grant, param) => {
  const before = (await keys.list()).length;
  await expect(keys.create('live', 'x', grant)).rejects.toMatchObject({ type: 'invalid_request', param });
  expect(await keys.list()).toHaveLength(before);
});

it('ends at its moment, can still be revoked, and is told from one that never was', async () => {
  const { key, secret } = await keys.create('live', 'x', { expiresAt: '2026-05-04T13:00:00.000Z' });
  now = Date.parse('2026-05-04T12:59:59.999Z');
  expect(await keys.verify(secret)).toMatchObject({ id: key.id });
  now += 1;
  expect(await keys.verify(secret)).toBe('expired');
  expect(await keys.find(key.id)).toBeUndefined();
  await keys.revoke(key.id);
  expect(await keys.verify(secret)).toBeUndefined();
});

it('notes its last use once a minute, whoever asks', async () => {
  const { key, secret } = await keys.create('live', 'x');
  const lastUse = async () => (await keys.list()).find(({ id }) => id === key.id)?.lastUsedAt;
  await keys.verify(secret.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')));
  expect(await lastUse()).toBeNull();
  await keys.verify(secret);
  expect(await lastUse()).toBe('2026-05-04T12:00:00.000Z');
  now += 59_999;
  await keys.verify(secret);
  await open().verify(secret);
  expect(await lastUse()).toBe('2026-05-04T12:00:00.000Z');
  now += 1;
  await open().verify(secret);
  expect(await lastUse()).toBe('2026-05-04T12:01:00.000Z');
});

it('lets its holder in where the use cannot be noted, and does not try again at once', async () => {
  const { key, secret } = await keys.create('live', 'x');
  await sql`create trigger no_notes before update on api_keys begin select raise(abort, 'full'); end`.execute(
    database.kysely,
  );
  expect(await keys.verify(secret)).toMatchObject({ id: key.id });
  await sql`drop trigger no_notes`.execute(database.kysely);
  expect(await keys.verify(secret)).toMatchObject({ lastUsedAt: null });
  now += 60_000;
  await keys.verify(secret);
  expect(await keys.verify(secret)).toMatchObject({ lastUsedAt: new Date(now).toISOString() });
});

it('ignores a scope that a later version wrote', async () => {
  const { key } = await keys.create('live', 'x');
  await sql`update api_keys set scopes = 'read levitate' where id = ${key.id}`.execute(database.kysely);
  expect(await keys.find(key.id)).toMatchObject({ scopes: ['read'] });
});
