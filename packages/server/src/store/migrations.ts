/** The schema's history, run by kysely's migrator; a step that was released is never edited. */
import { type Kysely, type Migration, type MigrationProvider, Migrator, sql } from 'kysely';

import { addAccounts } from './accounts-migration.ts';

import { createCapturePrints } from './capture-prints-migration.ts';

import { createCaptureSessions } from './capture-sessions-migration.ts';

import type { Database } from './database.ts';

import { addJobKeys, createJobs } from './jobs-migration.ts';
import type { Schema } from './schema.ts';

/**
 * Brings the schema up to date; processes that start together wait for each other.
 * @throws what the failing step threw.
 */
export async function migrate(database: Database): Promise<void> {
  const provider: MigrationProvider = { getMigrations: async () => migrationsOf(database.dialect) };
  const run = async (db: Kysely<Schema>) => {
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error) throw error;
  };
  await (database.withoutLimits?.(run) ?? run(database.kysely));
}

/** Every step by its name, in the order of the names. */
export function migrationsOf(dialect: Database['dialect']): Record<string, Migration> {
  return {
    '0001-tables': { up: (db) => createTables(db, dialect) },
    '0002-list-index': { up: (db) => indexLists(db, dialect) },
    '0003-sealed-and-chained': { up: addSealsAndChain },
    '0004-accounts': { up: (db) => addAccounts(db, dialect) },
    '0005-rate-limits': { up: (db) => addRateLimits(db, dialect) },
    '0006-capture-sessions': { up: createCaptureSessions },
    '0007-jobs': { up: (db) => createJobs(db, dialect) },
    '0008-job-keys': { up: addJobKeys },
    '0009-capture-prints': { up: createCapturePrints },
  };
}

async function createTables(db: Kysely<Schema>, dialect: Database['dialect']): Promise<void> {
  await db.schema
    .createTable('clients')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('uploads', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('clients_by_time')
    .on('clients')
    .columns(['mode', 'created_at', 'id'])
    .execute();

  await db.schema
    .createTable('live_photos')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('client_id', 'text', (column) => column.notNull().references('clients.id'))
    .addColumn('perform_liveness_check', 'integer', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('blob_key', 'text', (column) => column.notNull().unique())
    .addColumn('wrapped_key', 'text')
    .addColumn('redacted_at', 'text')
    .addColumn('report', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('live_photos_of_client')
    .on('live_photos')
    .columns(['client_id', 'created_at', 'id'])
    .execute();
  await db.schema.createIndex('live_photos_by_time').on('live_photos').column('created_at').execute();

  await db.schema
    .createTable('idempotency_keys')
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('idempotency_key', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('live_photo_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_pk', ['key_id', 'idempotency_key'])
    .execute();
  await db.schema
    .createIndex('idempotency_keys_of_photo')
    .on('idempotency_keys')
    .column('live_photo_id')
    .execute();

  await db.schema
    .createTable('pending_blobs')
    .addColumn('blob_key', 'text', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('audit_logs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('client_id', 'text')
    .addColumn('live_photo_id', 'text')
    .addColumn('request_id', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('audit_logs_by_time')
    .on('audit_logs')
    .columns(['mode', 'created_at', 'id'])
    .execute();
  await makeAppendOnly(db, dialect);

  await db.schema
    .createTable('api_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('hint', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('revoked_at', 'text')
    .execute();
}

/** All that a list of live photos filters, counts and sorts by, so that it reads the rows of its page alone. */
async function indexLists(db: Kysely<Schema>, dialect: Database['dialect']): Promise<void> {
  // Among millions of rows an index takes longer than a request may.
  if (dialect === 'postgres') await sql`set local statement_timeout = 0`.execute(db);
  await db.schema
    .createIndex('live_photos_listed')
    .on('live_photos')
    .columns(['client_id', 'mode', 'created_at', 'id', 'updated_at'])
    .execute();
  // The new one begins as this one did.
  await db.schema.dropIndex('live_photos_of_client').execute();
}

/** Keys of clients' texts, places of audit entries in a chain, and notes of the servers' upkeep. */
async function addSealsAndChain(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('clients').addColumn('wrapped_key', 'text').execute();
  await db.schema.alterTable('audit_logs').addColumn('detail', 'text').execute();
  await db.schema.alterTable('audit_logs').addColumn('seq', 'bigint').execute();
  await db.schema.alterTable('audit_logs').addColumn('hash', 'text').execute();
  await db.schema.createIndex('audit_logs_chain').on('audit_logs').column('seq').unique().execute();
  await db.schema
    .createTable('housekeeping')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}

/** Counts of callers, where several servers have one database. */
async function addRateLimits(db: Kysely<Schema>, dialect: Database['dialect']): Promise<void> {
  if (dialect !== 'postgres') return;
  // Nothing of it is worth a place in the log, or on another machine: after a crash every bucket is full.
  await sql`create unlogged table rate_limits (caller text primary key, full_at float8 not null)
    with (fillfactor = 50)`.execute(db);
}

async function makeAppendOnly(db: Kysely<Schema>, dialect: Database['dialect']): Promise<void> {
  if (dialect === 'sqlite') {
    for (const event of ['update', 'delete']) {
      await sql`create trigger ${sql.raw(`audit_logs_no_${event}`)} before ${sql.raw(event)} on audit_logs
        begin select raise(abort, 'audit_logs is append-only'); end`.execute(db);
    }
    return;
  }
  await sql`create function refuse_change() returns trigger language plpgsql as
    $$ begin raise exception '% is append-only', tg_table_name; end $$`.execute(db);
  await sql`create trigger audit_logs_append_only before update or delete or truncate on audit_logs
    for each statement execute function refuse_change()`.execute(db);
}
