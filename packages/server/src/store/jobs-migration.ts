/** The tables of jobs, tasks, webhooks and uploads that wait, as the schema's history makes them. */
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export async function createJobs(db: Kysely<Schema>, dialect: Database['dialect']): Promise<void> {
  // Among millions of rows an index takes longer than a request may.
  if (dialect === 'postgres') await sql`set local statement_timeout = 0`.execute(db);
  await createTasks(db);
  await db.schema
    .createTable('jobs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('options', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('planned', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('cursor', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('total', 'integer')
    .addColumn('done', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('unchanged', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('accepts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('refuses', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('failed', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('result', 'text')
    .addColumn('error', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .execute();
  await db.schema
    .createIndex('jobs_by_time')
    .on('jobs')
    .columns(['account', 'mode', 'created_at', 'id'])
    .execute();
  await db.schema
    .createTable('job_items')
    .addColumn('job_id', 'text', (column) => column.notNull())
    .addColumn('live_photo_id', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addPrimaryKeyConstraint('job_items_pk', ['job_id', 'live_photo_id'])
    .execute();
  await db.schema.createIndex('job_items_of_photo').on('job_items').column('live_photo_id').execute();
  // What jobs walk along.
  await db.schema
    .createIndex('live_photos_owned')
    .on('live_photos')
    .columns(['account', 'mode', 'id'])
    .execute();
  await createWebhooks(db);
  await createWaitingUploads(db);
}

/** Idempotency keys of jobs. */
export async function addJobKeys(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('jobs').addColumn('idempotency_key', 'text').execute();
  await db.schema.alterTable('jobs').addColumn('fingerprint', 'text').execute();
  await db.schema
    .createIndex('jobs_by_key')
    .on('jobs')
    .columns(['key_id', 'idempotency_key'])
    .unique()
    .execute();
}

async function createTasks(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('tasks')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('due_at', 'text', (column) => column.notNull())
    .addColumn('told_at', 'text')
    .addColumn('claim', 'text')
    .addColumn('claimed_until', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('tasks_to_tell').on('tasks').columns(['told_at', 'due_at']).execute();
  await db.schema.createIndex('tasks_of_subject').on('tasks').columns(['subject', 'kind']).execute();
}

async function createWebhooks(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('webhook_endpoints')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('enabled', 'integer', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('wrapped_key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('webhook_endpoints_by_time')
    .on('webhook_endpoints')
    .columns(['account', 'mode', 'created_at', 'id'])
    .execute();
  await db.schema
    .createTable('webhook_deliveries')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('endpoint_id', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('problem', 'text')
    .addColumn('next_at', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('webhook_deliveries_of_endpoint')
    .on('webhook_deliveries')
    .columns(['endpoint_id', 'state', 'created_at', 'id'])
    .execute();
  await db.schema
    .createIndex('webhook_deliveries_by_time')
    .on('webhook_deliveries')
    .columns(['updated_at'])
    .execute();
}

async function createWaitingUploads(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('waiting_uploads')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('perform_liveness_check', 'integer', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('blob_key', 'text')
    .addColumn('wrapped_key', 'text')
    .addColumn('idempotency_key', 'text')
    .addColumn('fingerprint', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('live_photo_id', 'text')
    .addColumn('refusal', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('waiting_uploads_of_client')
    .on('waiting_uploads')
    .columns(['client_id', 'created_at'])
    .execute();
  await db.schema
    .createIndex('waiting_uploads_by_key')
    .on('waiting_uploads')
    .columns(['key_id', 'idempotency_key'])
    .unique()
    .execute();
  await db.schema.createIndex('waiting_uploads_by_blob').on('waiting_uploads').column('blob_key').execute();
  await db.schema
    .createIndex('waiting_uploads_by_state')
    .on('waiting_uploads')
    .columns(['state', 'account', 'updated_at'])
    .execute();
}
