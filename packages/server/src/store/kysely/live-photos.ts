/** Live photos in SQL, once they are stored. */
import type { InspectionReport } from '@livephoto/core';
import { type Compilable, sql } from 'kysely';
import type { Vault } from '../../vault/vault.ts';
import { changed, type Database } from '../database.ts';
import type { AuditEntry, LivePhotoStore, Owner } from '../live-photo-store.ts';
import type { AuditChain } from './audit-chain.ts';
import { keyOf, openText, reportOf } from './client-texts.ts';
import { livePhotoPage } from './live-photo-page.ts';
import { lockClientOf } from './lock-client.ts';
import { ownedBy } from './owned-by.ts';
import { livePhotoColumns, toLivePhoto } from './rows.ts';
import { redactionEvent } from './webhook-events.ts';

type LivePhotoPart = Pick<
  LivePhotoStore,
  'getLivePhoto' | 'getReport' | 'listLivePhotos' | 'redactLivePhoto' | 'deleteLivePhoto'
>;

export function livePhotoQueries(database: Database, vault: Vault, chain: AuditChain): LivePhotoPart {
  const { kysely: db } = database;
  return {
    async getLivePhoto(owner, id) {
      const row = await db
        .selectFrom('live_photos')
        .select(livePhotoColumns)
        .where('id', '=', id)
        .where(ownedBy(owner))
        .executeTakeFirst();
      return row && toLivePhoto(row);
    },

    async getReport(owner, id) {
      const row = await db
        .selectFrom('live_photos')
        .innerJoin('clients', 'clients.id', 'live_photos.client_id')
        .select(['live_photos.report', 'live_photos.client_id', 'clients.wrapped_key'])
        .where('live_photos.id', '=', id)
        .where(ownedBy(owner, 'live_photos'))
        .executeTakeFirst();
      if (!row) return undefined;
      const key = () => vault.openTextKey(row.wrapped_key ?? '', keyOf(row.client_id));
      return JSON.parse(await openText(key, row.report, reportOf(id))) as InspectionReport;
    },

    async listLivePhotos(owner, filter) {
      const rows = await livePhotoPage(db, owner, filter).execute();
      return {
        items: rows.flatMap((row) =>
          row.id === null ? [] : [toLivePhoto(row as Parameters<typeof toLivePhoto>[0])],
        ),
        totalItems: Number(rows[0]?.total_items ?? 0),
      };
    },

    async redactLivePhoto(owner, id, audit) {
      const { blob } = await chain.append(audit, (add) => ({
        lock: lockClientOf(db, owner, id),
        key: shredKey(database, owner, id),
        audit: add(livePhotoExists(owner, id)),
        condemned: condemn(database, owner, id, audit),
        items: forgetItems(database, owner, id),
        ...redactionEvent(database, owner, id, audit),
        photo: db
          .updateTable('live_photos')
          .set({ redacted_at: audit.createdAt, updated_at: audit.createdAt })
          .where('id', '=', id)
          .where(ownedBy(owner))
          .where('redacted_at', 'is', null),
        blob: db.selectFrom('live_photos').select('blob_key').where('id', '=', id).where(ownedBy(owner)),
      }));
      const row = blob.rows[0];
      if (!row) return undefined;
      await database.erase();
      return String(row.blob_key);
    },

    async deleteLivePhoto(owner, id, audit) {
      const { blob, photo } = await chain.append(audit, (add) => ({
        lock: lockClientOf(db, owner, id),
        key: shredKey(database, owner, id),
        audit: add(livePhotoExists(owner, id)),
        condemned: condemn(database, owner, id, audit),
        idempotency: db.deleteFrom('idempotency_keys').where('live_photo_id', '=', id),
        items: forgetItems(database, owner, id),
        blob: db.selectFrom('live_photos').select('blob_key').where('id', '=', id).where(ownedBy(owner)),
        photo: db.deleteFrom('live_photos').where('id', '=', id).where(ownedBy(owner)),
      }));
      if (changed(photo) === 0) return undefined;
      await database.erase();
      return String(blob.rows[0]?.blob_key);
    },
  };
}

/** What jobs found of the photo, or were about to hand out. */
function forgetItems({ kysely: db }: Database, owner: Owner, id: string): Compilable {
  return db
    .deleteFrom('job_items')
    .where('live_photo_id', '=', id)
    .where(sql<boolean>`${livePhotoExists(owner, id)}`);
}

/** Forgets the image's key; that locks the row, so that of two deletions at once, one finds it gone. */
function shredKey({ kysely: db }: Database, owner: Owner, id: string): Compilable {
  return db.updateTable('live_photos').set({ wrapped_key: null }).where('id', '=', id).where(ownedBy(owner));
}

function livePhotoExists(owner: Owner, id: string) {
  return sql`exists (select 1 from live_photos where id = ${id} and ${ownedBy(owner)})`;
}

/** Puts the photo's blob on the list of bytes that must go, unless it is gone already. */
function condemn({ kysely: db }: Database, owner: Owner, id: string, audit: AuditEntry): Compilable {
  const query = sql`insert into pending_blobs (blob_key, state, expires_at)
    select blob_key, cast('condemned' as text), cast(${audit.createdAt} as text) from live_photos
    where id = ${id} and ${ownedBy(owner)} and redacted_at is null
    on conflict (blob_key) do nothing`;
  return { compile: () => query.compile(db) };
}
