/** Cloudflare D1, through a Worker's binding: SQLite without interactive transactions. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
  type TableMetadata,
} from 'kysely';
import { d1Error } from './d1-fault.ts';
import { type Database, listed, named, type Row } from './database.ts';
import type { Schema } from './schema.ts';

interface D1Result {
  readonly results?: readonly unknown[];
  readonly meta: { readonly changes?: number };
}

interface D1Statement {
  bind(...values: unknown[]): D1Statement;
  all(): Promise<D1Result>;
}

/** What is used of the binding; any `D1Database` is one. */
export interface D1DatabaseLike {
  prepare(query: string): D1Statement;
  batch(statements: D1Statement[]): Promise<D1Result[]>;
}

/** Cloudflare's D1 as a database of the store: SQLite without interactive transactions. */
export function openD1(d1: D1DatabaseLike): Database {
  const kysely = new Kysely<Schema>({ dialect: d1Dialect(d1) });
  return {
    kysely,
    dialect: 'sqlite',
    // A call goes over the network, and an isolate has few of them.
    turnPatience: 30_000,
    isolatedCalls: true,
    async batch(queries) {
      const statements = listed(queries).map(([, query]) => prepare(d1, query.compile()));
      const results = await d1.batch(statements).catch(explain);
      return named(
        queries,
        results.map((result) => toQueryResult<Row>(result)),
      );
    },
    // The pages and the log are the service's.
    async erase() {},
    close: () => kysely.destroy(),
  };
}

function explain(error: unknown): never {
  throw d1Error(error);
}

function prepare(d1: D1DatabaseLike, query: Pick<CompiledQuery, 'sql' | 'parameters'>): D1Statement {
  return d1.prepare(query.sql).bind(...query.parameters);
}

function toQueryResult<R>({ results = [], meta }: D1Result): QueryResult<R> {
  return { rows: results as R[], numAffectedRows: BigInt(meta.changes ?? 0) };
}

function d1Dialect(d1: D1DatabaseLike): Dialect {
  return {
    createAdapter: () => new D1Adapter(),
    createDriver: () => d1Driver(d1),
    createIntrospector: (db) => new D1Introspector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class D1Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return false;
  }
}

/** Names of tables only, which is what the migrator asks for: D1 lets nobody look into its own tables. */
class D1Introspector extends SqliteIntrospector {
  readonly #db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    super(db);
    this.#db = db;
  }

  override async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(
      this.#db,
    );
    return rows.map(({ name }) => ({ name, isView: false, columns: [] }));
  }
}

function d1Driver(d1: D1DatabaseLike): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery) {
      return toQueryResult<R>(await prepare(d1, query).all().catch(explain));
    },
    streamQuery() {
      throw new Error('D1 driver: results cannot be streamed');
    },
  };
  const noTransactions = async () => {
    throw new Error('D1 driver: there are no interactive transactions, use Database.batch');
  };
  return {
    async init() {},
    acquireConnection: async () => connection,
    beginTransaction: noTransactions,
    commitTransaction: noTransactions,
    rollbackTransaction: noTransactions,
    async releaseConnection() {},
    async destroy() {},
  };
}
