/** PostgreSQL: for several servers over one database. */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Database, transactionBatch } from './database.ts';
import type { Schema } from './schema.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** @default 10 */
  readonly connections?: number;
  /** Told of a connection that broke while nobody used it; the pool replaces it. */
  readonly onError?: (error: Error) => void;
}

export function openPostgres(options: PostgresOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
  });
  pool.on('error', options.onError ?? (() => {}));
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    kysely,
    dialect: 'postgres',
    batch: transactionBatch(kysely),
    // The pages and the log are the service's.
    async erase() {},
    close: () => kysely.destroy(),
  };
}
