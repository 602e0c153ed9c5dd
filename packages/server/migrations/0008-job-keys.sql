-- 0008-job-keys: made from migrations.ts; do not edit.
alter table "jobs" add column "idempotency_key" text;
alter table "jobs" add column "fingerprint" text;
create unique index "jobs_by_key" on "jobs" ("key_id", "idempotency_key");
