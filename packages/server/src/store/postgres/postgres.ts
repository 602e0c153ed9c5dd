/** PostgreSQL: for several servers over one database. */
import { Kysely, PostgresDialect, type PostgresPoolClient, type QueryResult } from 'kysely';
import pg from 'pg';
import { type Database, listed, named, patience, type Row } from '../database.ts';
import type { Schema } from '../schema.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import { isAway, postgresError } from './fault.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** @default 10 */
  readonly connections?: number;
  /** Milliseconds that a call may take, the wait for a connection included. @default 2700 */
  readonly patience?: number;
  /** Milliseconds that are left of the caller's budget. @default without end */
  readonly timeLeft?: () => number;
  /** Told of a connection that broke; the pool replaces it. */
  readonly onError?: (error: Error) => void;
}

export function openPostgres(options: PostgresOptions): Database {
  const { url, connections = 10, timeLeft = () => Number.POSITIVE_INFINITY, onError = () => {} } = options;
  const limit = options.patience ?? patience.call;
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: limit,
    // A server that was frozen gives up by itself what its caller has given up, and commits none of it.
    statement_timeout: limit,
    idle_in_transaction_session_timeout: limit,
    // The statements of a step go out together.
    pipeline: true,
    keepAlive: true,
  });
  const broken = (error: Error) => onError(error);
  pool.on('error', broken);
  // Heard by nobody, the error of a connection in use would end the process.
  pool.on('connect', (client) => client.on('error', broken));

  const take = async (milliseconds = timeLeft()): Promise<TimedClient> => {
    const mine = Math.min(limit, milliseconds);
    const end = performance.now() + mine;
    const client = await connectWithin(pool, mine);
    return timedClient(client, () => Math.max(1, end - performance.now()));
  };
  const kysely = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: { connect: (() => take()) as never, end: () => pool.end() } }),
  });
  return {
    kysely,
    dialect: 'postgres',
    timeLeft,
    batch: (queries, milliseconds) =>
      take(milliseconds).then(async (client) =>
        named(
          queries,
          await runStep(
            client,
            listed(queries).map(([, query]) => query.compile()),
          ),
        ),
      ),
    async withoutLimits(work) {
      const own = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000 });
      own.on('error', broken);
      own.on('connect', (client) => client.on('error', broken));
      const unhurried = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: own }) });
      return work(unhurried).finally(() => unhurried.destroy());
    },
    // The pages and the log are the server's own: what they still hold of old rows goes with its vacuum.
    async erase() {},
    close: () => kysely.destroy(),
  };
}

/** A connection of the pool; one that comes too late goes back to it. @throws {LivePhotoError} `service_unavailable`. */
function connectWithin(pool: pg.Pool, milliseconds: number): Promise<pg.PoolClient> {
  return new Promise((resolve, reject) => {
    let late = milliseconds <= 0;
    const giveUp = () => {
      late = true;
      reject(postgresError(new Error('timeout expired')));
    };
    if (late) return giveUp();
    const timer = setTimeout(giveUp, milliseconds);
    pool.connect().then(
      (client) => {
        clearTimeout(timer);
        if (late) client.release();
        else resolve(client);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(postgresError(error));
      },
    );
  });
}

/** What is used of a client, with what is left of its caller's time as the limit of each query. */
interface TimedClient extends Pick<PostgresPoolClient, 'release'> {
  query(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<{ command: string; rowCount: number | null; rows: never[] }>;
}

function timedClient(client: pg.PoolClient, timeLeft: () => number): TimedClient {
  let usable = true;
  return {
    async query(sql, parameters = []) {
      const config = { text: sql, values: [...parameters], query_timeout: timeLeft() };
      try {
        return (await client.query(config)) as never;
      } catch (error) {
        const explained = postgresError(error);
        if (isAway(explained)) usable = false;
        throw explained;
      }
    },
    // One that failed is not used again: its server may still be at what it was asked.
    release: () => client.release(!usable),
  };
}

/** @throws {UnknownOutcomeError} when the database went away while it committed. */
async function runStep(
  client: TimedClient,
  queries: readonly { readonly sql: string; readonly parameters: readonly unknown[] }[],
): Promise<QueryResult<Row>[]> {
  try {
    const sent = [
      client.query('begin'),
      ...queries.map(({ sql, parameters }) => client.query(sql, parameters)),
    ];
    const answers = await Promise.allSettled(sent);
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed) {
      await client.query('rollback').catch(() => {});
      throw failed.reason;
    }
    await client.query('commit').catch((error: unknown) => {
      throw isAway(error) ? new UnknownOutcomeError(error) : error;
    });
    return answers.slice(1).map((answer) => {
      const { rows, rowCount } = (answer as PromiseFulfilledResult<{ rows: Row[]; rowCount: number | null }>)
        .value;
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
    });
  } finally {
    client.release();
  }
}
