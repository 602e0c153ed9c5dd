import { createIds } from '@livephoto/core';
import { verifyAudit } from '@livephoto/server/node';
import { Miniflare } from 'miniflare';
import { afterAll, expect, it } from 'vitest';
import { createApiKeys } from '../../packages/server/src/keys/api-keys.ts';
import { createKeyAsSql } from '../../packages/server/src/keys/key-sql.ts';
import { openD1 } from '../../packages/server/src/store/d1.ts';
import { createKyselyStore } from '../../packages/server/src/store/kysely-store.ts';
import { migrate } from '../../packages/server/src/store/migrations.ts';
import { testVault } from '../../packages/server/src/testing/records.ts';

const miniflare = new Miniflare({
  modules: true,
  script: 'export default { fetch: () => new Response() }',
  d1Databases: ['DB'],
});
afterAll(() => miniflare.dispose());

it('makes a key that holds once its SQL was run, whatever its name is', async () => {
  const d1 = await miniflare.getD1Database('DB');
  const database = openD1(d1);
  await migrate(database);
  const keys = createApiKeys(database, Date.now, createIds(Date.now));
  const store = createKyselyStore(database, testVault);
  const entries = async () =>
    (await store.listChain(0, 100))
      .filter(({ action }) => action === 'key.create')
      .map(({ detail }) => detail);
  const ids: string[] = [];
  for (const name of ["Ada's; app", 'two\nlines\0', "'); delete from api_keys; --"]) {
    const { key, secret, sql } = await createKeyAsSql('live', name);
    expect(sql.split('\n')).toHaveLength(1);
    expect(sql).not.toContain(secret);
    expect(await keys.verify(secret)).toBeUndefined();
    await d1.prepare(sql).run();
    // Nothing that such a key does stands in the audit log before its making, which is there once.
    expect(await entries()).toEqual(ids);
    const asMade = { ...key, name: name.replace(/[\n\0]/g, ' ') };
    expect(await Promise.all([keys.verify(secret), keys.verify(secret)])).toEqual([asMade, asMade]);
    expect(await createApiKeys(database, Date.now, createIds(Date.now)).verify(secret)).toMatchObject({
      id: key.id,
    });
    ids.push(key.id);
    expect(await entries()).toEqual(ids);
  }
  expect((await verifyAudit(store)).fault).toBeUndefined();
  expect((await keys.create('live', 'by the server')).key.lastUsedAt).toBeNull();
  expect(await entries()).toHaveLength(4);
  expect(await keys.list()).toHaveLength(4);
});
