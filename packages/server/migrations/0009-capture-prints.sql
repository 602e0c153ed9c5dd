-- 0009-capture-prints: made from migrations.ts; do not edit.
create table "capture_prints" ("try_id" text primary key, "account" text not null, "mode" text not null, "client_id" text not null, "prints" text not null, "expires_at" text not null);
create index "capture_prints_of_client" on "capture_prints" ("client_id");
create index "capture_prints_by_end" on "capture_prints" ("expires_at");
create table "capture_print_tokens" ("token" text not null, "try_id" text not null, constraint "capture_print_tokens_pk" primary key ("token", "try_id"));
create index "capture_print_tokens_of_try" on "capture_print_tokens" ("try_id");
