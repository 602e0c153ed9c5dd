/** Uploads that are inspected after they were answered, in SQL. */
import { type Compilable, type Selectable, sql } from 'kysely';
import type { Vault } from '../../vault/vault.ts';
import { type Batch, changed, type Database } from '../database.ts';
import type { AuditEntry, Owner } from '../live-photo-store.ts';
import type { WaitingUploadsTable } from '../schema.ts';
import type { WaitingUploadStore } from '../waiting-uploads.ts';
import type { AuditChain } from './audit-chain.ts';
import { clientTextKey, reportOf } from './client-texts.ts';
import { insertWhen } from './conditional-insert.ts';
import { lockClient } from './lock-client.ts';
import { ownedBy } from './owned-by.ts';
import { reservedBlob } from './reserved-blob.ts';
import { fromLivePhoto } from './rows.ts';
import { finished, held, heldTask, toTaskRow } from './tasks.ts';
import { fromWaiting, refusalOf, toWaiting } from './waiting-upload-rows.ts';
import { eventQueries, photoEvent, refusalEvent, reportEvent } from './webhook-events.ts';

export function waitingUploadQueries(
  database: Database,
  vault: Vault,
  chain: AuditChain,
): WaitingUploadStore {
  const { kysely: db } = database;

  const read = async (row: Selectable<WaitingUploadsTable> | undefined) => {
    if (!row) return undefined;
    const key =
      row.refusal === null ? undefined : await clientTextKey(database, vault, { id: row.client_id });
    return toWaiting(row, key);
  };

  return {
    async addWaiting(upload, task, audit, most) {
      const { id, clientId, blobKey } = upload;
      // One that waits has bytes; without a key there is no note, and nothing is stored.
      const blob = reservedBlob(db, blobKey ?? '');
      const stored = sql`exists (select 1 from waiting_uploads where id = ${id})`;
      const { idempotency } = upload;
      const unused = idempotency
        ? sql`not exists (select 1 from waiting_uploads
            where key_id = ${idempotency.keyId} and idempotency_key = ${idempotency.key})`
        : sql`1 = 1`;
      // Counted in the step: of many that come at once, each saw room before.
      const room = sql`(select count(*) from waiting_uploads
        where state = 'pending' and account = ${upload.account}) < ${most}`;
      const results = await chain
        .append(audit, (add) => ({
          reservation: blob.reservation,
          client: lockClient(db, upload, clientId),
          upload: insertWhen(
            db,
            'waiting_uploads',
            fromWaiting(upload),
            sql`${blob.isReserved}
              and exists (select 1 from clients where id = ${clientId} and ${ownedBy(upload)}) and ${unused} and ${room}`,
          ),
          task: insertWhen(db, 'tasks', toTaskRow(task), stored),
          audit: add(stored),
          note: blob.takeAway(stored),
        }))
        .catch(async (error: unknown) => {
          // Uploads to two clients may race for one key; the database lets one of them win.
          if (idempotency && (await byKey(idempotency.keyId, idempotency.key))) return undefined;
          throw error;
        });
      if (!results) return 'duplicate';
      if (changed(results.upload) === 1) return 'stored';
      if (changed(results.reservation) === 0) return 'expired';
      if (changed(results.client) === 0) return 'client_missing';
      return idempotency && (await byKey(idempotency.keyId, idempotency.key)) ? 'duplicate' : 'full';
    },

    async getWaiting(owner, id) {
      return read(
        await db
          .selectFrom('waiting_uploads')
          .selectAll()
          .where('id', '=', id)
          .where(ownedBy(owner))
          .executeTakeFirst(),
      );
    },

    async findWaiting(id) {
      return read(await db.selectFrom('waiting_uploads').selectAll().where('id', '=', id).executeTakeFirst());
    },

    findWaitingByKey: async (keyId, key) => read(await byKey(keyId, key)),

    async countWaiting(account) {
      const row = await db
        .selectFrom('waiting_uploads')
        .select(({ fn }) => fn.countAll().as('n'))
        .where('state', '=', 'pending')
        .where('account', '=', account)
        .executeTakeFirst();
      return Number(row?.n ?? 0);
    },

    async acceptWaiting(task, photo, report, idempotency, audit) {
      const { id, clientId } = photo;
      const key = await clientTextKey(database, vault, { id: clientId, owner: photo });
      if (!key) return 'over';
      const sealedReport = await key.seal(JSON.stringify(report), reportOf(id));
      const stored = sql`exists (select 1 from live_photos where id = ${id})`;
      const waits = sql`exists (select 1 from waiting_uploads where id = ${id} and state = 'pending')`;
      const unused = idempotency
        ? sql`not exists (select 1 from idempotency_keys
            where key_id = ${idempotency.keyId} and idempotency_key = ${idempotency.key})`
        : sql`1 = 1`;
      const results = await chain.append(audit, (add) => ({
        client: lockClient(db, photo, clientId),
        lock: heldTask(database, task),
        photo: insertWhen(
          db,
          'live_photos',
          { ...fromLivePhoto(photo), report: sealedReport },
          sql`${waits} and ${held(task)} and not ${stored} and ${unused}
            and exists (select 1 from clients where id = ${clientId} and ${ownedBy(photo)})`,
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
              sql`${stored} and ${waits} and ${unused}`,
            )
          : undefined,
        audit: add(sql`${stored} and ${waits} and ${held(task)}`),
        ...eventQueries(
          database,
          photoEvent('live_photo.created', photo, audit),
          sql`${stored} and ${waits} and ${held(task)}`,
        ),
        ...eventQueries(
          database,
          reportEvent(photo, report, audit),
          sql`${stored} and ${waits} and ${held(task)}`,
        ),
        upload: db
          .updateTable('waiting_uploads')
          .set({
            state: 'accepted',
            blob_key: null,
            wrapped_key: null,
            live_photo_id: id,
            updated_at: audit.createdAt,
          })
          .where('id', '=', id)
          .where('state', '=', 'pending')
          .where(sql<boolean>`${stored} and ${held(task)}`),
        task: finished(database, task).where(sql<boolean>`${stored}`),
      }));
      if (changed(results.photo) === 1) return 'stored';
      if (changed(results.task) === 1 || changed(results.lock) === 0) return 'over';
      return idempotency && changed(results.client) === 1 ? 'duplicate' : 'over';
    },

    async refuseWaiting(task, upload, { state, refusal, livePhotoId }, audit) {
      const { id, clientId, blobKey } = upload;
      const key = await clientTextKey(database, vault, { id: clientId, owner: upload });
      if (!key || blobKey === null) return undefined;
      const sealed = refusal === null ? null : await key.seal(JSON.stringify(refusal), refusalOf(id));
      const mine = sql`exists (select 1 from waiting_uploads where id = ${id} and state = 'pending') and ${held(task)}`;
      const { upload: updated } = await chain.append(audit, (add) => ({
        client: lockClient(db, upload, clientId),
        lock: heldTask(database, task),
        audit: add(mine),
        ...(state === 'refused'
          ? eventQueries(
              database,
              refusalEvent(
                upload,
                { clientId, uploadId: id, type: String(refusal?.type ?? 'image_unreadable') },
                audit,
              ),
              mine,
            )
          : {}),
        condemned: condemn(database, sql`id = ${id} and state = 'pending' and ${held(task)}`, audit),
        upload: db
          .updateTable('waiting_uploads')
          .set({
            state,
            blob_key: null,
            wrapped_key: null,
            live_photo_id: livePhotoId ?? null,
            refusal: sealed,
            updated_at: audit.createdAt,
          })
          .where('id', '=', id)
          .where('state', '=', 'pending')
          .where(held(task)),
        task: finished(database, task),
      }));
      if (changed(updated) === 0) return undefined;
      await database.erase();
      return blobKey;
    },

    async forgetWaitingBefore(cutoff, keyCutoff) {
      await db
        .updateTable('waiting_uploads')
        .set({ idempotency_key: null, fingerprint: null })
        .where('state', '<>', 'pending')
        .where('idempotency_key', 'is not', null)
        .where('created_at', '<', keyCutoff)
        .execute();
      await db
        .deleteFrom('waiting_uploads')
        .where('state', '<>', 'pending')
        .where('updated_at', '<', cutoff)
        .execute();
    },
  };

  function byKey(keyId: string, key: string) {
    return db
      .selectFrom('waiting_uploads')
      .selectAll()
      .where('key_id', '=', keyId)
      .where('idempotency_key', '=', key)
      .executeTakeFirst();
  }
}

/** Puts blobs of uploads that wait on the list of bytes that must go. */
function condemn(
  { kysely: db }: Database,
  which: ReturnType<typeof sql>,
  { createdAt }: AuditEntry,
): Compilable {
  const query = sql`insert into pending_blobs (blob_key, state, expires_at)
    select blob_key, cast('condemned' as text), cast(${createdAt} as text) from waiting_uploads
    where blob_key is not null and ${which} on conflict (blob_key) do nothing`;
  return { compile: () => query.compile(db) };
}

/** The queries that take away what waits of a client, and condemn its blobs; with the query that answers their names. */
export function waitingOfClient(database: Database, owner: Owner, clientId: string, audit: AuditEntry) {
  const { kysely: db } = database;
  const own = sql<boolean>`client_id = ${clientId} and ${ownedBy(owner)}`;
  return {
    waitingTasks: db
      .deleteFrom('tasks')
      .where('subject', 'in', db.selectFrom('waiting_uploads').select('id').where(own)),
    waitingCondemned: condemn(database, own, audit),
    waitingBlobs: db
      .selectFrom('waiting_uploads')
      .select('blob_key')
      .where(own)
      .where('blob_key', 'is not', null),
    waiting: db.deleteFrom('waiting_uploads').where(own),
  } satisfies Batch;
}
