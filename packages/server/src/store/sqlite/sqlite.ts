/** SQLite in one file: the embedded default. */
import {
  type CompiledQuery,
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { type Database, listed, named, type Row, patience as waits } from '../database.ts';
import type { Schema } from '../schema.ts';
import { createTurns } from '../turns.ts';
import type { Step, StepResult } from './connection.ts';
import { faultError } from './fault-error.ts';
import { createSqliteThread } from './sqlite-thread.ts';

export interface SqliteOptions {
  /** Milliseconds that a call may wait, for other calls and other processes together. @default 2700 */
  readonly patience?: number;
  /**
   * Makes room on a full disk.
   * @returns whether there is more than before, so that what failed is worth another try.
   */
  readonly makeRoom?: () => Promise<boolean>;
}

/**
 * Opens (and makes) a database file, when it is first used. Several processes may have it open.
 * @param path of the file; its folder must exist.
 */
export function openSqlite(path: string, options: SqliteOptions = {}): Database {
  const { patience = waits.call, makeRoom } = options;
  const thread = createSqliteThread(path);
  const turns = createTurns(() => faultError('busy', new Error('The calls before this one took too long')));

  /** Waits for a turn. @returns what ends it, and how long others may still be waited for. */
  const takeTurn = async () => {
    const since = performance.now();
    const end = await turns.take(patience);
    return { end, patience: Math.max(1, patience - (performance.now() - since)) };
  };

  const run = async (steps: readonly Step[], atomic: boolean, timeLeft: number) => {
    const request = { what: 'run', steps, atomic, patience: timeLeft } as const;
    const { results = [] } = await thread.ask(request).catch(async (error: unknown) => {
      if (!isFull(error) || !(await makeRoom?.())) throw error;
      return thread.ask(request);
    });
    return results;
  };

  const kysely = new Kysely<Schema>({ dialect: sqliteDialect(takeTurn, run) });
  return {
    kysely,
    dialect: 'sqlite',
    async batch(queries) {
      const steps = listed(queries).map(([, query]) => toStep(query.compile()));
      const turn = await takeTurn();
      try {
        return named(queries, (await run(steps, true, turn.patience)).map(toQueryResult));
      } finally {
        turn.end();
      }
    },
    async erase() {
      const turn = await takeTurn();
      try {
        const { emptied } = await thread.ask({ what: 'empty log', patience: turn.patience });
        if (!emptied)
          throw faultError('busy', new Error('A reader keeps the write-ahead log from being emptied'));
      } finally {
        turn.end();
      }
    },
    async close() {
      await kysely.destroy();
      await thread.end();
    },
  };
}

type Turn = { readonly end: () => void; readonly patience: number };

/** One connection, which calls take turns on; a transaction keeps its turn until it ends. */
function sqliteDialect(
  takeTurn: () => Promise<Turn>,
  run: (steps: readonly Step[], atomic: boolean, patience: number) => Promise<readonly StepResult[]>,
): Dialect {
  interface Connection {
    executeQuery<R>(query: CompiledQuery): Promise<{ rows: R[]; numAffectedRows?: bigint }>;
    streamQuery(): never;
    readonly turn: Turn;
  }
  const exec = ({ turn }: Connection, sql: string) => run([{ sql, parameters: [] }], false, turn.patience);
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => ({
      async init() {},
      async acquireConnection(): Promise<Connection> {
        const turn = await takeTurn();
        return {
          turn,
          async executeQuery<R>(query: CompiledQuery) {
            const [result] = await run([toStep(query)], false, turn.patience);
            return toQueryResult<R>(result!);
          },
          streamQuery() {
            throw new Error('SQLite driver: results cannot be streamed');
          },
        };
      },
      async beginTransaction(connection) {
        await exec(connection as Connection, 'begin immediate');
      },
      async commitTransaction(connection) {
        await exec(connection as Connection, 'commit');
      },
      async rollbackTransaction(connection) {
        // After a fault there is nothing left to roll back.
        await exec(connection as Connection, 'rollback').catch(() => {});
      },
      async releaseConnection(connection) {
        (connection as Connection).turn.end();
      },
      async destroy() {},
    }),
  };
}

/** Migrations run as one transaction, so that processes that start together wait for each other. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function toStep({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): Step {
  return { sql, parameters };
}

function toQueryResult<R = Row>({ rows, changes }: StepResult) {
  return { rows: rows as unknown as R[], numAffectedRows: BigInt(changes) };
}

function isFull(error: unknown): boolean {
  return (error as { type?: string }).type === 'insufficient_storage';
}
