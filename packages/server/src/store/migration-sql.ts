/** The migrations as SQL files, for databases that are migrated from outside: D1, by wrangler. */
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { migrationsOf } from './migrations.ts';

/** @returns each step's name and its statements, in SQLite's SQL. */
export async function migrationsAsSql(): Promise<readonly { readonly name: string; readonly sql: string }[]> {
  const files: { name: string; sql: string }[] = [];
  for (const [name, migration] of Object.entries(migrationsOf('sqlite'))) {
    const statements: string[] = [];
    const db = new Kysely<unknown>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (database) => new SqliteIntrospector(database),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
      log: ({ level, query }) => {
        if (level === 'query') statements.push(query.sql);
      },
    });
    await migration.up(db);
    // A step of another database.
    if (statements.length === 0) continue;
    const lines = statements.map((statement) => `${statement.replace(/\s*\n\s*/g, '\n  ')};\n`);
    files.push({ name, sql: `-- ${name}: made from migrations.ts; do not edit.\n${lines.join('')}` });
  }
  return files;
}
