/** An upload's two steps in SQL: the note that its bytes may appear, then its row in place of the note. */
import { sql } from 'kysely';
import type { Vault } from '../../vault/vault.ts';
import { changed, type Database } from '../database.ts';
import type { LivePhotoStore } from '../live-photo-store.ts';
import type { AuditChain } from './audit-chain.ts';
import { endedColumns } from './capture-session-rows.ts';
import { acceptance, runs } from './capture-sessions.ts';
import { clientTextKey, reportOf } from './client-texts.ts';
import { insertWhen } from './conditional-insert.ts';
import { lockClient } from './lock-client.ts';
import { ownedBy } from './owned-by.ts';
import { reservedBlob } from './reserved-blob.ts';
import { fromLivePhoto } from './rows.ts';
import { eventQueries, photoEvent, refusalEvent, reportEvent } from './webhook-events.ts';

type UploadPart = Pick<LivePhotoStore, 'reserveBlob' | 'commitUpload' | 'refuseUpload' | 'findIdempotent'>;

export function uploadQueries(database: Database, vault: Vault, chain: AuditChain): UploadPart {
  const { kysely: db } = database;
  const findIdempotent: UploadPart['findIdempotent'] = async (keyId, key) => {
    const row = await db
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('key_id', '=', keyId)
      .where('idempotency_key', '=', key)
      .executeTakeFirst();
    return row && { fingerprint: row.fingerprint, livePhotoId: row.live_photo_id };
  };

  return {
    findIdempotent,

    async reserveBlob(blobKey, expiresAt) {
      await db
        .insertInto('pending_blobs')
        .values({ blob_key: blobKey, state: 'reserved', expires_at: expiresAt })
        .execute();
    },

    async refuseUpload(owner, refusal, audit) {
      await chain.append(audit, (add) => ({
        audit: add(),
        ...eventQueries(database, refusalEvent(owner, { ...refusal, uploadId: null }, audit), sql`1 = 1`),
      }));
    },

    async commitUpload({ photo, report, audit, idempotency, capture }) {
      const { id, clientId, blobKey } = photo;
      const key = await clientTextKey(database, vault, { id: clientId, owner: photo });
      if (!key) return 'client_missing';
      const sealedReport = await key.seal(JSON.stringify(report), reportOf(id));
      const blob = reservedBlob(db, blobKey);
      const stored = sql`exists (select 1 from live_photos where id = ${id})`;
      const unused = idempotency
        ? sql`not exists (select 1 from idempotency_keys
            where key_id = ${idempotency.keyId} and idempotency_key = ${idempotency.key})`
        : sql`1 = 1`;
      const awaited = capture ? runs(capture.sessionId, capture.tryId) : sql`1 = 1`;
      const end = capture && (await endedColumns(key, capture));
      const results = await chain
        .append(audit, (add) => ({
          reservation: blob.reservation,
          client: lockClient(db, photo, clientId),
          photo: insertWhen(
            db,
            'live_photos',
            { ...fromLivePhoto(photo), report: sealedReport },
            sql`${blob.isReserved}
            and exists (select 1 from clients where id = ${clientId} and ${ownedBy(photo)}) and ${unused} and ${awaited}`,
          ),
          idempotency: idempotency
            ? insertWhen(
                db,
                'idempotency_keys',
                {
                  key_id: idempotency.keyId,
                  idempotency_key: idempotency.key,
                  fingerprint: idempotency.fingerprint,
                  live_photo_id: id,
                  created_at: photo.createdAt,
                },
                stored,
              )
            : undefined,
          audit: add(stored),
          ...eventQueries(database, photoEvent('live_photo.created', photo, audit), stored),
          ...eventQueries(database, reportEvent(photo, report, audit), stored),
          ...(capture && end ? acceptance(database, capture, end, id, stored) : {}),
          note: blob.takeAway(stored),
        }))
        .catch(async (error: unknown) => {
          // Two clients of different ids may race for one idempotency key; the database lets one of them win.
          if (idempotency && (await findIdempotent(idempotency.keyId, idempotency.key))) return undefined;
          throw error;
        });
      if (!results) return 'duplicate';
      if (changed(results.photo) === 1) return 'stored';
      if (changed(results.reservation) === 0) return 'expired';
      if (changed(results.client) === 0) return 'client_missing';
      return capture ? 'try_over' : 'duplicate';
    },
  };
}
