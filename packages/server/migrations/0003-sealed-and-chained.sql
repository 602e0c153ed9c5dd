-- 0003-sealed-and-chained: made from migrations.ts; do not edit.
alter table "clients" add column "wrapped_key" text;
alter table "audit_logs" add column "detail" text;
alter table "audit_logs" add column "seq" bigint;
alter table "audit_logs" add column "hash" text;
create unique index "audit_logs_chain" on "audit_logs" ("seq");
create table "housekeeping" ("name" text primary key, "value" text not null);
