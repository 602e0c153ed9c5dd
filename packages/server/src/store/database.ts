/** A database as the repository uses it: kysely for queries, and a way to run several as one atomic step. */
import type { Compilable, Kysely, QueryResult } from 'kysely';
import type { Schema } from './schema.ts';

export type Row = Record<string, unknown>;

/**
 * Milliseconds that a call waits: for its turn among those that write the audit log, and for the database after that. A
 * request that makes several has a budget for all of them (`budget.ts`), which ends them sooner.
 */
export const patience = { turn: 1500, call: 2700 } as const;

/** Queries of one step, each under the name that its result is asked for by; those that are undefined are left out. */
export type Batch = Readonly<Record<string, Compilable | undefined>>;

/** Of each query of a batch what it answered; of one that may be left out, perhaps nothing. */
export type BatchResults<Queries extends Batch> = {
  readonly [Name in keyof Queries]: QueryResult<Row> | (undefined extends Queries[Name] ? undefined : never);
};

/** What the one SQL repository asks of a database. */
export interface Database {
  readonly kysely: Kysely<Schema>;
  readonly dialect: 'sqlite' | 'postgres';
  /**
   * Runs the queries in the order of the object as one transaction and answers their results by the same names. No query
   * sees another's answer, so that databases without interactive transactions (D1) can do it too.
   * @param milliseconds that it may take; what the caller's budget and the database's own patience allow when left out.
   */
  batch<Queries extends Batch>(queries: Queries, milliseconds?: number): Promise<BatchResults<Queries>>;
  /** Whether no call may settle what another waits for, as in Workers. */
  readonly isolatedCalls?: boolean;
  /** Milliseconds that a call waits for its turn at the audit log, where it is not {@link patience}'s. */
  readonly turnPatience?: number;
  /** Milliseconds that are left of the caller's budget; without end when left out. */
  readonly timeLeft?: () => number;
  /**
   * Gives work that takes as long as it takes a connection without time limits; `kysely` has none where this is absent.
   */
  withoutLimits?<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result>;
  /**
   * Makes what was deleted or replaced so far unreadable in the files of the database, as far as they are the database's
   * own to change. @throws {LivePhotoError} `service_unavailable` when that is not possible now.
   */
  erase(): Promise<void>;
  close(): Promise<void>;
}

/** The queries that a batch really has, in order. */
export function listed(batch: Batch): readonly (readonly [name: string, query: Compilable])[] {
  return Object.entries(batch).flatMap(([name, query]) => (query ? [[name, query] as const] : []));
}

/** Puts the results of `listed` queries under their names. */
export function named<Queries extends Batch>(
  batch: Queries,
  results: readonly QueryResult<Row>[],
): BatchResults<Queries> {
  return Object.fromEntries(
    listed(batch).map(([name], index) => [name, results[index]]),
  ) as BatchResults<Queries>;
}

/** Rows that a query of a batch changed. */
export function changed(result: QueryResult<Row> | undefined): number {
  return Number(result?.numAffectedRows ?? 0);
}
