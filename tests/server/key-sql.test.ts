import { createIds } from '@livephoto/core';
import { Miniflare } from 'miniflare';
import { afterAll, expect, it } from 'vitest';
import { createApiKeys } from '../../packages/server/src/keys/api-keys.ts';
import { createKeyAsSql } from '../../packages/server/src/keys/key-sql.ts';
import { openD1 } from '../../packages/server/src/store/d1.ts';
import { migrate } from '../../packages/server/src/store/migrations.ts';

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
  for (const name of ["Ada's; app", 'two\nlines\0', "'); delete from api_keys; --"]) {
    const { key, secret, sql } = await createKeyAsSql('live', name);
    expect(sql.split('\n')).toHaveLength(1);
    expect(sql).not.toContain(secret);
    expect(await keys.verify(secret)).toBeUndefined();
    await d1.prepare(sql).run();
    expect(await keys.verify(secret)).toEqual({ ...key, name: name.replace(/[\n\0]/g, ' ') });
  }
  expect(await keys.list()).toHaveLength(3);
});
