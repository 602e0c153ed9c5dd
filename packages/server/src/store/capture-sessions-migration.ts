/** The tables of capture sessions, as the schema's history makes them. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export async function createCaptureSessions(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('capture_sessions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('challenge', 'text', (column) => column.notNull())
    .addColumn('turns', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('attempts_used', 'integer', (column) => column.notNull())
    .addColumn('perform_liveness_check', 'integer', (column) => column.notNull())
    .addColumn('allow_files', 'integer', (column) => column.notNull())
    .addColumn('policy', 'text')
    .addColumn('origins', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('live_photo_id', 'text')
    .addColumn('running_try', 'text')
    .addColumn('running_until', 'text')
    .addColumn('claimed', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('capture_sessions_of_client')
    .on('capture_sessions')
    .columns(['client_id', 'created_at'])
    .execute();
  await db.schema
    .createIndex('capture_sessions_by_end')
    .on('capture_sessions')
    .column('expires_at')
    .execute();

  await db.schema
    .createTable('capture_tries')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('turns', 'text', (column) => column.notNull())
    .addColumn('nonce', 'text', (column) => column.notNull())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .addColumn('fingerprint', 'text')
    .addColumn('request_key', 'text')
    .addColumn('outcome', 'text')
    .execute();
  await db.schema
    .createIndex('capture_tries_of_session')
    .on('capture_tries')
    .columns(['session_id', 'number'])
    .execute();
}
