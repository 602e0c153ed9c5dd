-- 0002-list-index: made from migrations.ts; do not edit.
create index "live_photos_listed" on "live_photos" ("client_id", "mode", "created_at", "id", "updated_at");
drop index "live_photos_of_client";
