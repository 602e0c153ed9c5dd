/** The audit log and what the sweep needs, in SQL. */
import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { LivePhotoStore } from '../live-photo-store.ts';
import { page } from './paging.ts';
import { fromAudit, toAudit, toLivePhoto } from './rows.ts';

type AuditPart = Pick<LivePhotoStore, 'appendAudit' | 'listAudit'>;
type SweepPart = Pick<
  LivePhotoStore,
  | 'claimExpiredBlobs'
  | 'forgetBlob'
  | 'knownBlobs'
  | 'listCreatedBefore'
  | 'forgetIdempotencyBefore'
  | 'listWrappedByOthers'
  | 'rewrap'
>;

export function auditQueries({ kysely: db }: Database): AuditPart {
  return {
    async appendAudit(entry) {
      await db.insertInto('audit_logs').values(fromAudit(entry)).execute();
    },

    async listAudit(mode, filter) {
      let query = db.selectFrom('audit_logs').where('mode', '=', mode);
      if (filter.clientId) query = query.where('client_id', '=', filter.clientId);
      if (filter.livePhotoId) query = query.where('live_photo_id', '=', filter.livePhotoId);
      if (filter.action) query = query.where('action', '=', filter.action);
      return page(
        filter,
        query.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
        () => query.select(({ fn }) => fn.countAll().as('n')).executeTakeFirst(),
        toAudit,
      );
    },
  };
}

export function sweepQueries({ kysely: db }: Database): SweepPart {
  return {
    async claimExpiredBlobs(now, limit) {
      await db
        .updateTable('pending_blobs')
        .set({ state: 'condemned' })
        .where('state', '=', 'reserved')
        .where('expires_at', '<=', now)
        .execute();
      const rows = await db
        .selectFrom('pending_blobs')
        .select('blob_key')
        .where('state', '=', 'condemned')
        .orderBy('expires_at')
        .limit(limit)
        .execute();
      return rows.map((row) => row.blob_key);
    },

    async forgetBlob(blobKey) {
      await db.deleteFrom('pending_blobs').where('blob_key', '=', blobKey).execute();
    },

    async knownBlobs(blobKeys) {
      if (blobKeys.length === 0) return new Set();
      // The notes first: an upload moves from them to the photos, never back.
      const pending = await db
        .selectFrom('pending_blobs')
        .select('blob_key')
        .where('blob_key', 'in', [...blobKeys])
        .execute();
      const photos = await db
        .selectFrom('live_photos')
        .select('blob_key')
        .where('blob_key', 'in', [...blobKeys])
        .execute();
      return new Set([...pending, ...photos].map((row) => row.blob_key));
    },

    async listCreatedBefore(cutoff, limit) {
      const rows = await db
        .selectFrom('live_photos')
        .selectAll()
        .where('created_at', '<', cutoff)
        .orderBy('created_at')
        .limit(limit)
        .execute();
      return rows.map(toLivePhoto);
    },

    async forgetIdempotencyBefore(cutoff) {
      await db.deleteFrom('idempotency_keys').where('created_at', '<', cutoff).execute();
    },

    async listWrappedByOthers(masterKeyId, limit) {
      const rows = await db
        .selectFrom('live_photos')
        .selectAll()
        .where('wrapped_key', 'is not', null)
        .where('wrapped_key', 'not like', `${masterKeyId}.%`)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toLivePhoto);
    },

    async rewrap(id, from, to) {
      await db
        .updateTable('live_photos')
        .set({ wrapped_key: to })
        .where('id', '=', id)
        .where(sql.ref('wrapped_key'), '=', from)
        .execute();
    },
  };
}
