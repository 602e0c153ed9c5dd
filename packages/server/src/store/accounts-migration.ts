/** Accounts, and what a key may do: everything that is there belongs to the first account, with keys that may do all. */
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

/** What keys may do that were made before there were scopes; written out, as a step that was released is never edited. */
const allScopes = 'upload read erase admin';

export async function addAccounts(db: Kysely<Schema>, dialect: Database['dialect']): Promise<void> {
  // Among millions of rows an index takes longer than a request may.
  if (dialect === 'postgres') await sql`set local statement_timeout = 0`.execute(db);
  for (const table of ['clients', 'live_photos', 'audit_logs', 'api_keys'] as const) {
    // A constant default rewrites no row, and leaves the triggers of the audit log alone.
    await db.schema
      .alterTable(table)
      .addColumn('account', 'text', (column) => column.notNull().defaultTo('default'))
      .execute();
  }
  await db.schema
    .alterTable('api_keys')
    .addColumn('scopes', 'text', (column) => column.notNull().defaultTo(allScopes))
    .execute();
  await db.schema.alterTable('api_keys').addColumn('expires_at', 'text').execute();
  await db.schema.alterTable('api_keys').addColumn('last_used_at', 'text').execute();

  // The lists, each from an index that begins with whose they are.
  await db.schema.dropIndex('clients_by_time').execute();
  await db.schema
    .createIndex('clients_by_time')
    .on('clients')
    .columns(['account', 'mode', 'created_at', 'id'])
    .execute();
  await db.schema.dropIndex('audit_logs_by_time').execute();
  await db.schema
    .createIndex('audit_logs_by_time')
    .on('audit_logs')
    .columns(['account', 'mode', 'created_at', 'id'])
    .execute();
  await db.schema.dropIndex('live_photos_listed').execute();
  await db.schema
    .createIndex('live_photos_listed')
    .on('live_photos')
    .columns(['client_id', 'account', 'mode', 'created_at', 'id', 'updated_at'])
    .execute();
}
