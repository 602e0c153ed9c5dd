-- 0007-jobs: made from migrations.ts; do not edit.
create table "tasks" ("id" text primary key, "kind" text not null, "subject" text not null, "body" text not null, "due_at" text not null, "told_at" text, "claim" text, "claimed_until" text, "attempts" integer default 0 not null, "created_at" text not null);
create index "tasks_to_tell" on "tasks" ("told_at", "due_at");
create index "tasks_of_subject" on "tasks" ("subject", "kind");
create table "jobs" ("id" text primary key, "account" text not null, "mode" text not null, "type" text not null, "key_id" text not null, "options" text not null, "state" text not null, "planned" integer default 0 not null, "cursor" text default '' not null, "total" integer, "done" integer default 0 not null, "unchanged" integer default 0 not null, "accepts" integer default 0 not null, "refuses" integer default 0 not null, "failed" integer default 0 not null, "result" text, "error" text, "created_at" text not null, "updated_at" text not null, "finished_at" text);
create index "jobs_by_time" on "jobs" ("account", "mode", "created_at", "id");
create table "job_items" ("job_id" text not null, "live_photo_id" text not null, "outcome" text, constraint "job_items_pk" primary key ("job_id", "live_photo_id"));
create index "job_items_of_photo" on "job_items" ("live_photo_id");
create index "live_photos_owned" on "live_photos" ("account", "mode", "id");
create table "webhook_endpoints" ("id" text primary key, "account" text not null, "mode" text not null, "url" text not null, "events" text not null, "description" text not null, "enabled" integer not null, "secret" text not null, "wrapped_key" text not null, "created_at" text not null, "updated_at" text not null);
create index "webhook_endpoints_by_time" on "webhook_endpoints" ("account", "mode", "created_at", "id");
create table "webhook_deliveries" ("id" text primary key, "endpoint_id" text not null, "event_id" text not null, "event" text not null, "body" text not null, "state" text not null, "attempts" integer not null, "status" integer, "problem" text, "next_at" text, "created_at" text not null, "updated_at" text not null);
create index "webhook_deliveries_of_endpoint" on "webhook_deliveries" ("endpoint_id", "state", "created_at", "id");
create index "webhook_deliveries_by_time" on "webhook_deliveries" ("updated_at");
create table "waiting_uploads" ("id" text primary key, "account" text not null, "mode" text not null, "client_id" text not null, "key_id" text not null, "request_id" text not null, "perform_liveness_check" integer not null, "content_type" text not null, "size" integer not null, "blob_key" text, "wrapped_key" text, "idempotency_key" text, "fingerprint" text, "state" text not null, "live_photo_id" text, "refusal" text, "created_at" text not null, "updated_at" text not null);
create index "waiting_uploads_of_client" on "waiting_uploads" ("client_id", "created_at");
create unique index "waiting_uploads_by_key" on "waiting_uploads" ("key_id", "idempotency_key");
create index "waiting_uploads_by_blob" on "waiting_uploads" ("blob_key");
create index "waiting_uploads_by_state" on "waiting_uploads" ("state", "account", "updated_at");
