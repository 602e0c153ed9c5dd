/** The audit log and what the sweep needs, in SQL. */
import { type Compilable, sql } from 'kysely';
import type { TextKey, Vault } from '../../vault/vault.ts';
import type { Database } from '../database.ts';
import type { LivePhotoStore } from '../live-photo-store.ts';
import type { AuditChain } from './audit-chain.ts';
import { keyOf, reportOf, sealClient } from './client-texts.ts';
import { ownedBy } from './owned-by.ts';
import { page } from './paging.ts';
import { livePhotoColumns, toAudit, toLivePhoto } from './rows.ts';
import { webhookKeyOf } from './webhooks.ts';

type AuditPart = Pick<
  LivePhotoStore,
  'appendAudit' | 'listAudit' | 'auditHead' | 'listChain' | 'digestUnchained'
>;
type SweepPart = Pick<
  LivePhotoStore,
  | 'claimExpiredBlobs'
  | 'forgetBlob'
  | 'knownBlobs'
  | 'countLivePhotos'
  | 'listCreatedBefore'
  | 'forgetIdempotencyBefore'
  | 'listWrappedByOthers'
  | 'rewrap'
  | 'sealPlain'
  | 'getNote'
  | 'setNote'
>;

const tableOf = {
  livePhoto: 'live_photos',
  client: 'clients',
  upload: 'waiting_uploads',
  webhook: 'webhook_endpoints',
} as const;

export function auditQueries({ kysely: db }: Database, chain: AuditChain): AuditPart {
  return {
    appendAudit: (entry) => chain.add(entry),

    auditHead: () => chain.head(),

    digestUnchained: () => chain.digestUnchained(),

    async listChain(seq, limit) {
      const rows = await db
        .selectFrom('audit_logs')
        .selectAll()
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ...toAudit(row), seq: Number(row.seq), hash: row.hash ?? '' }));
    },

    async listAudit(owner, filter) {
      let query = db.selectFrom('audit_logs').where(ownedBy(owner));
      if (filter.id) query = query.where('id', '=', filter.id);
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

export function sweepQueries(database: Database, vault: Vault): SweepPart {
  const { kysely: db } = database;
  return {
    async claimExpiredBlobs(now, limit, horizon = '9999') {
      await db
        .updateTable('pending_blobs')
        .set({ state: 'condemned' })
        .where('state', '=', 'reserved')
        .where(({ eb, or }) => or([eb('expires_at', '<=', now), eb('expires_at', '>', horizon)]))
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
      // The notes first: an upload moves from them to those that wait, or to the photos, never back.
      const pending = await db
        .selectFrom('pending_blobs')
        .select('blob_key')
        .where('blob_key', 'in', [...blobKeys])
        .execute();
      const waiting = await db
        .selectFrom('waiting_uploads')
        .select('blob_key')
        .where('blob_key', 'in', [...blobKeys])
        .execute();
      const photos = await db
        .selectFrom('live_photos')
        .select('blob_key')
        .where('blob_key', 'in', [...blobKeys])
        .execute();
      return new Set([...pending, ...waiting, ...photos].map((row) => row.blob_key ?? ''));
    },

    async countLivePhotos(cutoff) {
      let query = db.selectFrom('live_photos').select(({ fn }) => fn.countAll().as('n'));
      if (cutoff !== undefined) query = query.where('created_at', '<', cutoff);
      return Number((await query.executeTakeFirst())?.n ?? 0);
    },

    async listCreatedBefore(cutoff, limit) {
      const rows = await db
        .selectFrom('live_photos')
        .select(livePhotoColumns)
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
      const byOthers = `${masterKeyId}.%`;
      const photos = await db
        .selectFrom('live_photos')
        .select(['id', 'blob_key', 'wrapped_key'])
        .where('wrapped_key', 'is not', null)
        .where('wrapped_key', 'not like', byOthers)
        .orderBy('id')
        .limit(limit)
        .execute();
      const clients = await db
        .selectFrom('clients')
        .select(['id', 'wrapped_key'])
        .where('wrapped_key', 'is not', null)
        .where('wrapped_key', 'not like', byOthers)
        .orderBy('id')
        .limit(limit - photos.length)
        .execute();
      const waiting = await db
        .selectFrom('waiting_uploads')
        .select(['id', 'blob_key', 'wrapped_key'])
        .where('wrapped_key', 'is not', null)
        .where('wrapped_key', 'not like', byOthers)
        .orderBy('id')
        .limit(limit - photos.length - clients.length)
        .execute();
      const webhooks = await db
        .selectFrom('webhook_endpoints')
        .select(['id', 'wrapped_key'])
        .where('wrapped_key', 'not like', byOthers)
        .orderBy('id')
        .limit(limit - photos.length - clients.length - waiting.length)
        .execute();
      return [
        ...waiting.map(({ id, blob_key, wrapped_key }) => ({
          of: 'upload' as const,
          id,
          wrappedKey: wrapped_key ?? '',
          name: blob_key ?? '',
        })),
        ...webhooks.map(({ id, wrapped_key }) => ({
          of: 'webhook' as const,
          id,
          wrappedKey: wrapped_key,
          name: webhookKeyOf(id),
        })),
        ...photos.map(({ id, blob_key, wrapped_key }) => ({
          of: 'livePhoto' as const,
          id,
          wrappedKey: wrapped_key ?? '',
          name: blob_key,
        })),
        ...clients.map(({ id, wrapped_key }) => ({
          of: 'client' as const,
          id,
          wrappedKey: wrapped_key ?? '',
          name: keyOf(id),
        })),
      ];
    },

    async rewrap({ of, id, wrappedKey }, to) {
      await db
        .updateTable(tableOf[of])
        .set({ wrapped_key: to })
        .where('id', '=', id)
        .where(sql.ref('wrapped_key'), '=', wrappedKey)
        .execute();
    },

    sealPlain: (limit) => sealPlain(database, vault, limit),

    getNote: (name) => readNote(db, name),

    setNote: (name, value) => writeNote(db, name, value),
  };
}

async function sealPlain(database: Database, vault: Vault, limit: number): Promise<boolean> {
  const { kysely: db } = database;
  const clients = await db
    .selectFrom('clients')
    .select(['id', 'details'])
    .where('wrapped_key', 'is', null)
    .limit(limit)
    .execute();
  for (const row of clients) await sealClient(database, vault, row);
  const photos = await db
    .selectFrom('live_photos')
    .innerJoin('clients', 'clients.id', 'live_photos.client_id')
    .select(['live_photos.id', 'live_photos.report', 'live_photos.client_id', 'clients.wrapped_key'])
    .where('live_photos.report', 'like', '{%')
    .where('clients.wrapped_key', 'is not', null)
    .limit(limit)
    .execute();
  const keys = new Map<string, TextKey>();
  const updates: Record<string, Compilable> = {};
  for (const { id, report, client_id, wrapped_key } of photos) {
    const key = keys.get(client_id) ?? (await vault.openTextKey(wrapped_key ?? '', keyOf(client_id)));
    keys.set(client_id, key);
    updates[id] = db
      .updateTable('live_photos')
      .set({ report: await key.seal(report, reportOf(id)) })
      .where('id', '=', id)
      .where('report', 'like', '{%');
  }
  if (photos.length > 0) await database.batch(updates);
  if (clients.length === limit || photos.length === limit) return false;
  // Once for all: what was not sealed is in the log of SQLite until that is emptied, for which nobody may be reading.
  const isNew = clients.length > 0 || photos.length > 0;
  if (isNew || (await readNote(db, sealedNote)) === undefined) {
    await database.erase();
    await writeNote(db, sealedNote, 'and emptied');
  }
  return true;
}

/** That nothing is left of what an earlier version stored as it was. */
const sealedNote = 'sealed';

async function readNote(db: Database['kysely'], name: string): Promise<string | undefined> {
  const query = db.selectFrom('housekeeping').select('value').where('name', '=', name);
  return (await query.executeTakeFirst())?.value;
}

async function writeNote(db: Database['kysely'], name: string, value: string): Promise<void> {
  await db
    .insertInto('housekeeping')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
