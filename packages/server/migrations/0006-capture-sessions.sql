-- 0006-capture-sessions: made from migrations.ts; do not edit.
create table "capture_sessions" ("id" text primary key, "account" text not null, "mode" text not null, "client_id" text not null, "challenge" text not null, "turns" integer not null, "attempts" integer not null, "attempts_used" integer not null, "perform_liveness_check" integer not null, "allow_files" integer not null, "policy" text, "origins" text not null, "state" text not null, "live_photo_id" text, "running_try" text, "running_until" text, "claimed" integer not null, "created_at" text not null, "updated_at" text not null, "expires_at" text not null);
create index "capture_sessions_of_client" on "capture_sessions" ("client_id", "created_at");
create index "capture_sessions_by_end" on "capture_sessions" ("expires_at");
create table "capture_tries" ("id" text primary key, "session_id" text not null, "number" integer not null, "turns" text not null, "nonce" text not null, "started_at" text not null, "expires_at" text not null, "finished_at" text, "fingerprint" text, "request_key" text, "outcome" text);
create index "capture_tries_of_session" on "capture_tries" ("session_id", "number");
