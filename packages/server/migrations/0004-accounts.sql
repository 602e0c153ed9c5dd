-- 0004-accounts: made from migrations.ts; do not edit.
alter table "clients" add column "account" text default 'default' not null;
alter table "live_photos" add column "account" text default 'default' not null;
alter table "audit_logs" add column "account" text default 'default' not null;
alter table "api_keys" add column "account" text default 'default' not null;
alter table "api_keys" add column "scopes" text default 'upload read erase admin' not null;
alter table "api_keys" add column "expires_at" text;
alter table "api_keys" add column "last_used_at" text;
drop index "clients_by_time";
create index "clients_by_time" on "clients" ("account", "mode", "created_at", "id");
drop index "audit_logs_by_time";
create index "audit_logs_by_time" on "audit_logs" ("account", "mode", "created_at", "id");
drop index "live_photos_listed";
create index "live_photos_listed" on "live_photos" ("client_id", "account", "mode", "created_at", "id", "updated_at");
