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
import { createSingleQueries } from './single-queries.ts';
import { createSqliteThread } from './sqlite-thread.ts';

export interface SqliteOptions {
  /** Milliseconds that a call may wait, for other calls and other processes together. @default 2700 */
  readonly patience?: number;
  /** Milliseconds that are left of the caller's budget. @default without end */
  readonly timeLeft?: () => number;
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
  const { patience = waits.call, timeLeft = () => Number.POSITIVE_INFINITY, makeRoom } = options;
  const thread = createSqliteThread(path);
  const turns = createTurns(() => faultError('busy', new Error('The calls before this one took too long')));

  /** Waits for a turn. @returns what ends it, and how long others may still be waited for. */
  const takeTurn = async (milliseconds = timeLeft()) => {
    const since = performance.now();
    const mine = Math.min(patience, milliseconds);
    const end = await turns.take(mine);
    return { end, patience: Math.max(1, mine - (performance.now() - since)) };
  };

  /** Tries again where room can be made. */
  const withRoom = <Result>(work: () => Promise<Result>): Promise<Result> =>
    work().catch(async (error: unknown) => {
      if (!isFull(error) || !(await makeRoom?.())) throw error;
      return work();
    });

  const run = (steps: readonly Step[], atomic: boolean, timeLeft: number) =>
    withRoom(async () => {
      const { results = [] } = await thread.ask({ what: 'run', steps, atomic, patience: timeLeft });
      return results;
    });
  const single = createSingleQueries({
    thread,
    takeTurn,
    patience: () => Math.min(patience, timeLeft()),
  });

  const kysely = new Kysely<Schema>({
    dialect: sqliteDialect({ takeTurn, run, single: (step) => withRoom(() => single(step)) }),
  });
  return {
    kysely,
    dialect: 'sqlite',
    timeLeft,
    async batch(queries, milliseconds) {
      const steps = listed(queries).map(([, query]) => toStep(query.compile()));
      const turn = await takeTurn(milliseconds);
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

interface Turn {
  readonly end: () => void;
  readonly patience: number;
}

interface Ways {
  takeTurn(): Promise<Turn>;
  run(steps: readonly Step[], atomic: boolean, patience: number): Promise<readonly StepResult[]>;
  /** One query that commits by itself. */
  single(step: Step): Promise<StepResult>;
}

/** A transaction has its turn until it ends; queries outside of one stand for themselves. */
function sqliteDialect({ takeTurn, run, single }: Ways): Dialect {
  interface Connection {
    executeQuery<R>(query: CompiledQuery): Promise<{ rows: R[]; numAffectedRows?: bigint }>;
    streamQuery(): never;
    turn: Turn | undefined;
  }
  const exec = ({ turn }: Connection, sql: string) =>
    run([{ sql, parameters: [] }], false, turn?.patience ?? 1);
  const end = (connection: Connection) => {
    connection.turn?.end();
    connection.turn = undefined;
  };
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => ({
      async init() {},
      async acquireConnection(): Promise<Connection> {
        const connection: Connection = {
          turn: undefined,
          async executeQuery<R>(query: CompiledQuery) {
            const { turn } = connection;
            const result = turn
              ? (await run([toStep(query)], false, turn.patience))[0]!
              : await single(toStep(query));
            return toQueryResult<R>(result);
          },
          streamQuery() {
            throw new Error('SQLite driver: results cannot be streamed');
          },
        };
        return connection;
      },
      async beginTransaction(connection) {
        (connection as Connection).turn = await takeTurn();
        await exec(connection as Connection, 'begin immediate').catch((error: unknown) => {
          end(connection as Connection);
          throw error;
        });
      },
      async commitTransaction(connection) {
        await exec(connection as Connection, 'commit');
        end(connection as Connection);
      },
      async rollbackTransaction(connection) {
        // After a fault there is nothing left to roll back.
        await exec(connection as Connection, 'rollback').catch(() => {});
        end(connection as Connection);
      },
      async releaseConnection(connection) {
        end(connection as Connection);
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
