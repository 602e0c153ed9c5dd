/** Clients in SQL. */
import { sql } from 'kysely';
import { changed, type Database } from '../database.ts';
import type { LivePhotoStore } from '../live-photo-store.ts';
import { insertWhen } from './conditional-insert.ts';
import { lockClient } from './lock-client.ts';
import { page } from './paging.ts';
import { fromAudit, toClient } from './rows.ts';

type ClientPart = Pick<
  LivePhotoStore,
  'createClient' | 'getClient' | 'listClients' | 'updateClient' | 'deleteClient'
>;

export function clientQueries({ kysely: db, batch }: Database): ClientPart {
  return {
    async createClient(client, audit) {
      await batch({
        client: db.insertInto('clients').values({
          id: client.id,
          mode: client.mode,
          details: JSON.stringify(client.details),
          uploads: 0,
          created_at: client.createdAt,
          updated_at: client.updatedAt,
        }),
        audit: db.insertInto('audit_logs').values(fromAudit(audit)),
      });
    },

    async getClient(mode, id) {
      const row = await db
        .selectFrom('clients')
        .selectAll()
        .where('id', '=', id)
        .where('mode', '=', mode)
        .executeTakeFirst();
      return row && toClient(row);
    },

    async listClients(mode, request) {
      const query = db.selectFrom('clients').where('mode', '=', mode);
      return page(
        request,
        query.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
        () => query.select(({ fn }) => fn.countAll().as('n')).executeTakeFirst(),
        toClient,
      );
    },

    async updateClient(client, audit) {
      const { client: updated } = await batch({
        client: db
          .updateTable('clients')
          .set({ details: JSON.stringify(client.details), updated_at: client.updatedAt })
          .where('id', '=', client.id)
          .where('mode', '=', client.mode),
        audit: insertWhen(
          db,
          'audit_logs',
          { ...fromAudit(audit) },
          sql`exists (select 1 from clients where id = ${client.id} and mode = ${client.mode})`,
        ),
      });
      return changed(updated) === 1;
    },

    async deleteClient(mode, id, audit) {
      const photos = sql`select blob_key from live_photos where client_id = ${id} and mode = ${mode}`;
      const { blobs, client } = await batch({
        lock: lockClient(db, mode, id),
        audit: insertWhen(
          db,
          'audit_logs',
          { ...fromAudit(audit) },
          sql`exists (select 1 from clients where id = ${id} and mode = ${mode})`,
        ),
        condemned: {
          compile: () =>
            sql`insert into pending_blobs (blob_key, state, expires_at)
              select blob_key, cast('condemned' as text), cast(${audit.createdAt} as text) from live_photos
              where client_id = ${id} and mode = ${mode} and redacted_at is null
              on conflict (blob_key) do nothing`.compile(db),
        },
        idempotency: db
          .deleteFrom('idempotency_keys')
          .where(
            'live_photo_id',
            'in',
            db.selectFrom('live_photos').select('id').where('client_id', '=', id).where('mode', '=', mode),
          ),
        blobs: { compile: () => photos.compile(db) },
        photos: db.deleteFrom('live_photos').where('client_id', '=', id).where('mode', '=', mode),
        client: db.deleteFrom('clients').where('id', '=', id).where('mode', '=', mode),
      });
      if (changed(client) === 0) return undefined;
      return blobs.rows.map((row) => String(row.blob_key));
    },
  };
}
