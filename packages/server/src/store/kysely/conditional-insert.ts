/** `insert … select … where …`: a row that is only stored when something else still holds, in the same step. */
import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../schema.ts';

type Row = Readonly<Record<string, string | number | null>>;

/**
 * Inserts `row` into `table` when `condition` holds.
 * @param row column to value. Numbers are stored as integers, all else as text.
 */
export function insertWhen(
  db: Kysely<Schema>,
  table: keyof Schema,
  row: Row,
  condition: RawBuilder<unknown>,
): Compilable {
  const { columns, values } = insertValues(row);
  const query = sql`insert into ${sql.table(table)} (${columns}) select ${values} where ${condition}`;
  return { compile: () => query.compile(db) };
}

/** The columns of `row` and what a select gives for each, in the same order. */
export function insertValues(row: Row) {
  const columns = Object.keys(row);
  // A bare parameter of a select has no type in PostgreSQL.
  const values = columns.map((column) =>
    typeof row[column] === 'number'
      ? sql`cast(${row[column]} as bigint)`
      : sql`cast(${row[column] ?? null} as text)`,
  );
  return { columns: sql.join(columns.map((column) => sql.ref(column))), values: sql.join(values) };
}
