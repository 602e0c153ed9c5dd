/** `insert … select … where …`: a row that is only stored when something else still holds, in the same step. */
import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * Inserts `row` into `table` when `condition` holds.
 * @param row column to value. Numbers are stored as integers, all else as text.
 */
export function insertWhen(
  db: Kysely<Schema>,
  table: keyof Schema,
  row: Readonly<Record<string, string | number | null>>,
  condition: RawBuilder<unknown>,
): Compilable {
  const columns = Object.keys(row);
  // A bare parameter of a select has no type in PostgreSQL.
  const values = columns.map((column) =>
    typeof row[column] === 'number'
      ? sql`cast(${row[column]} as bigint)`
      : sql`cast(${row[column] ?? null} as text)`,
  );
  const query = sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    select ${sql.join(values)} where ${condition}`;
  return { compile: () => query.compile(db) };
}
