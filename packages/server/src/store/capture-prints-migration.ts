/** The tables of captures' prints, as the schema's history makes them. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export async function createCapturePrints(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('capture_prints')
    .addColumn('try_id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('prints', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('capture_prints_of_client').on('capture_prints').column('client_id').execute();
  await db.schema.createIndex('capture_prints_by_end').on('capture_prints').column('expires_at').execute();
  await db.schema
    .createTable('capture_print_tokens')
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('try_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('capture_print_tokens_pk', ['token', 'try_id'])
    .execute();
  await db.schema
    .createIndex('capture_print_tokens_of_try')
    .on('capture_print_tokens')
    .column('try_id')
    .execute();
}
