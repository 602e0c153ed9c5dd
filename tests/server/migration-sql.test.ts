import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Miniflare } from 'miniflare';
import { afterAll, expect, it } from 'vitest';
import { openD1 } from '../../packages/server/src/store/d1.ts';
import { migrationsAsSql } from '../../packages/server/src/store/migration-sql.ts';
import { migrate } from '../../packages/server/src/store/migrations.ts';

const folder = new URL('../../packages/server/migrations/', import.meta.url);
const miniflare = new Miniflare({
  modules: true,
  script: 'export default { fetch: () => new Response() }',
  d1Databases: ['FILES', 'MIGRATOR'],
});
afterAll(() => miniflare.dispose());

it('is what lies in migrations/ (after a new step: vitest run migration-sql -u)', async () => {
  for (const { name, sql } of await migrationsAsSql()) {
    await expect(sql).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.sql`, folder)));
  }
});

it('makes the tables, indexes and triggers that the migrator makes', async () => {
  const files = await miniflare.getD1Database('FILES');
  for (const { name } of await migrationsAsSql()) {
    const sql = await readFile(new URL(`${name}.sql`, folder), 'utf8');
    // As wrangler splits it: a statement ends its line.
    const statements = sql
      .replace(/^--.*\n/gm, '')
      .split(/;\n(?!\s)/)
      .filter((text) => text.trim() !== '');
    await files.batch(statements.map((text) => files.prepare(text)));
  }
  const migrator = await miniflare.getD1Database('MIGRATOR');
  await migrate(openD1(migrator));
  type Entry = { type: string; name: string; sql: string };
  const schema = async (database: typeof files) => {
    const { results } = await database
      .prepare(
        `select type, name, sql from sqlite_master
         where name not like '\\_cf%' escape '\\' and name not like 'kysely%' and name not like 'sqlite%' order by name`,
      )
      .all();
    return (results as Entry[]).map(({ type, name, sql }) => ({ type, name, sql: sql.replace(/\s+/g, ' ') }));
  };
  const made = await schema(files);
  expect(made.length).toBeGreaterThan(12);
  expect(made).toEqual(await schema(migrator));
});
