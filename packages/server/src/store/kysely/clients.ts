/** Clients in SQL. */
import { sql } from 'kysely';
import type { Vault } from '../../vault/vault.ts';
import { changed, type Database } from '../database.ts';
import type { LivePhotoStore } from '../live-photo-store.ts';
import type { AuditChain } from './audit-chain.ts';
import { printsOfClient } from './capture-prints.ts';
import { sessionsOfClient } from './capture-sessions.ts';
import { clientTextKey, detailsOf, keyOf } from './client-texts.ts';
import { lockClient } from './lock-client.ts';
import { ownedBy } from './owned-by.ts';
import { page } from './paging.ts';
import { toClient } from './rows.ts';
import { waitingOfClient } from './waiting-uploads.ts';

type ClientPart = Pick<
  LivePhotoStore,
  'createClient' | 'getClient' | 'listClients' | 'updateClient' | 'deleteClient'
>;

export function clientQueries(database: Database, vault: Vault, chain: AuditChain): ClientPart {
  const { kysely: db } = database;
  return {
    async createClient(client, audit) {
      const wrappedKey = await vault.newTextKey(keyOf(client.id));
      const key = await vault.openTextKey(wrappedKey, keyOf(client.id));
      const details = await key.seal(JSON.stringify(client.details), detailsOf(client.id));
      await chain.append(audit, (add) => ({
        client: db.insertInto('clients').values({
          id: client.id,
          account: client.account,
          mode: client.mode,
          details,
          wrapped_key: wrappedKey,
          uploads: 0,
          created_at: client.createdAt,
          updated_at: client.updatedAt,
        }),
        audit: add(),
      }));
    },

    async getClient(owner, id) {
      const row = await db
        .selectFrom('clients')
        .selectAll()
        .where('id', '=', id)
        .where(ownedBy(owner))
        .executeTakeFirst();
      return row && toClient(row, vault);
    },

    async listClients(owner, request) {
      const query = db.selectFrom('clients').where(ownedBy(owner));
      const { items, totalItems } = await page(
        request,
        query.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
        () => query.select(({ fn }) => fn.countAll().as('n')).executeTakeFirst(),
        (row) => toClient(row, vault),
      );
      return { items: await Promise.all(items), totalItems };
    },

    async updateClient(client, before, audit) {
      const key = await clientTextKey(database, vault, { id: client.id, owner: client });
      if (!key) return 'missing';
      const details = await key.seal(JSON.stringify(client.details), detailsOf(client.id));
      const { there, client: updated } = await chain.append(audit, (add) => ({
        there: db.selectFrom('clients').select('id').where('id', '=', client.id).where(ownedBy(client)),
        client: db
          .updateTable('clients')
          .set({ details, updated_at: client.updatedAt })
          .where('id', '=', client.id)
          .where('updated_at', '=', before)
          .where(ownedBy(client)),
        // No two sealed texts are alike.
        audit: add(sql`exists (select 1 from clients where id = ${client.id} and details = ${details})`),
      }));
      if (changed(updated) === 1) return 'updated';
      return there.rows.length === 0 ? 'missing' : 'changed';
    },

    async deleteClient(owner, id, audit) {
      const photos = sql`select blob_key from live_photos where client_id = ${id} and ${ownedBy(owner)}`;
      const { blobs, waitingBlobs, client } = await chain.append(audit, (add) => ({
        lock: lockClient(db, owner, id),
        audit: add(sql`exists (select 1 from clients where id = ${id} and ${ownedBy(owner)})`),
        condemned: {
          compile: () =>
            sql`insert into pending_blobs (blob_key, state, expires_at)
              select blob_key, cast('condemned' as text), cast(${audit.createdAt} as text) from live_photos
              where client_id = ${id} and ${ownedBy(owner)} and redacted_at is null
              on conflict (blob_key) do nothing`.compile(db),
        },
        idempotency: db
          .deleteFrom('idempotency_keys')
          .where(
            'live_photo_id',
            'in',
            db.selectFrom('live_photos').select('id').where('client_id', '=', id).where(ownedBy(owner)),
          ),
        items: db
          .deleteFrom('job_items')
          .where(
            'live_photo_id',
            'in',
            db.selectFrom('live_photos').select('id').where('client_id', '=', id).where(ownedBy(owner)),
          ),
        ...printsOfClient(database, id),
        ...sessionsOfClient(database, id),
        ...waitingOfClient(database, owner, id, audit),
        blobs: { compile: () => photos.compile(db) },
        photos: db.deleteFrom('live_photos').where('client_id', '=', id).where(ownedBy(owner)),
        client: db.deleteFrom('clients').where('id', '=', id).where(ownedBy(owner)),
      }));
      if (changed(client) === 0) return undefined;
      await database.erase();
      return [...blobs.rows, ...waitingBlobs.rows].map((row) => String(row.blob_key));
    },
  };
}
