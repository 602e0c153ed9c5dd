/** What makes steps that store, change or take away photos of one client wait for each other. */
import { type Compilable, type Kysely, sql } from 'kysely';
import type { Owner } from '../live-photo-store.ts';
import type { Schema } from '../schema.ts';
import { ownedBy } from './owned-by.ts';

/**
 * Locks the client's row, for the beginning of a batch. A batch that locked a photo first could hold what the deletion
 * of its client waits for, and wait for that in turn.
 */
export function lockClient(db: Kysely<Schema>, owner: Owner, clientId: string): Compilable {
  return lock(db).where('id', '=', clientId).where(ownedBy(owner));
}

/** `lockClient` of the client that the photo belongs to. */
export function lockClientOf(db: Kysely<Schema>, owner: Owner, livePhotoId: string): Compilable {
  return lock(db).where('id', '=', (photos) =>
    photos
      .selectFrom('live_photos')
      .select('client_id')
      .where('live_photos.id', '=', livePhotoId)
      .where(ownedBy(owner, 'live_photos')),
  );
}

function lock(db: Kysely<Schema>) {
  return db.updateTable('clients').set({ uploads: sql`uploads + 1` });
}
