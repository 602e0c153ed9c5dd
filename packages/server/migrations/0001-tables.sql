-- 0001-tables: made from migrations.ts; do not edit.
create table "clients" ("id" text primary key, "mode" text not null, "details" text not null, "uploads" integer default 0 not null, "created_at" text not null, "updated_at" text not null);
create index "clients_by_time" on "clients" ("mode", "created_at", "id");
create table "live_photos" ("id" text primary key, "mode" text not null, "client_id" text not null references "clients" ("id"), "perform_liveness_check" integer not null, "content_type" text not null, "size" integer not null, "blob_key" text not null unique, "wrapped_key" text, "redacted_at" text, "report" text not null, "created_at" text not null, "updated_at" text not null);
create index "live_photos_of_client" on "live_photos" ("client_id", "created_at", "id");
create index "live_photos_by_time" on "live_photos" ("created_at");
create table "idempotency_keys" ("key_id" text not null, "idempotency_key" text not null, "fingerprint" text not null, "live_photo_id" text not null, "created_at" text not null, constraint "idempotency_keys_pk" primary key ("key_id", "idempotency_key"));
create index "idempotency_keys_of_photo" on "idempotency_keys" ("live_photo_id");
create table "pending_blobs" ("blob_key" text primary key, "state" text not null, "expires_at" text not null);
create table "audit_logs" ("id" text primary key, "mode" text not null, "key_id" text not null, "action" text not null, "client_id" text, "live_photo_id" text, "request_id" text, "created_at" text not null);
create index "audit_logs_by_time" on "audit_logs" ("mode", "created_at", "id");
create trigger audit_logs_no_update before update on audit_logs
  begin select raise(abort, 'audit_logs is append-only'); end;
create trigger audit_logs_no_delete before delete on audit_logs
  begin select raise(abort, 'audit_logs is append-only'); end;
create table "api_keys" ("id" text primary key, "mode" text not null, "name" text not null, "hash" text not null unique, "hint" text not null, "created_at" text not null, "revoked_at" text);
