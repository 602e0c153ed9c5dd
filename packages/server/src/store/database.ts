/** A database as the repository uses it: kysely for queries, and a way to run several as one atomic step. */
import type { Compilable, Kysely, QueryResult } from 'kysely';
import type { Schema } from './schema.ts';

export type Row = Record<string, unknown>;

export interface Database {
  readonly kysely: Kysely<Schema>;
  readonly dialect: 'sqlite' | 'postgres';
  /**
   * Runs the queries in order as one transaction and answers their results. No query sees another's answer, so that
   * databases without interactive transactions (D1) can do it too.
   */
  batch(queries: readonly Compilable[]): Promise<readonly QueryResult<Row>[]>;
  close(): Promise<void>;
}

/** `batch` for databases that have interactive transactions. */
export function transactionBatch(kysely: Kysely<Schema>): Database['batch'] {
  return (queries) =>
    kysely.transaction().execute(async (transaction) => {
      const results: QueryResult<Row>[] = [];
      for (const query of queries) {
        results.push(await transaction.executeQuery<Row>(query.compile() as never));
      }
      return results;
    });
}

/** Rows that a query of a batch changed. */
export function changed(result: QueryResult<Row> | undefined): number {
  return Number(result?.numAffectedRows ?? 0);
}
