/** Capture sessions and their tries in SQL. A session's row is what requests on several servers wait for each other at. */
import { type RawBuilder, sql } from 'kysely';
import type { Vault } from '../../vault/vault.ts';
import type { CaptureSessionStore, StoredState, TryEnd } from '../capture-sessions.ts';
import { type Batch, changed, type Database } from '../database.ts';
import type { AuditChain } from './audit-chain.ts';
import { type EndedColumns, endedColumns, fromSession, toSession, toTry } from './capture-session-rows.ts';
import { clientTextKey } from './client-texts.ts';
import { insertWhen } from './conditional-insert.ts';
import { ownedBy } from './owned-by.ts';

export function captureSessionQueries(
  database: Database,
  vault: Vault,
  chain: AuditChain,
): CaptureSessionStore {
  const { kysely: db, batch } = database;

  return {
    async createCaptureSession(session, audit) {
      await chain.append(audit, (add) => ({
        session: db.insertInto('capture_sessions').values(fromSession(session)),
        audit: add(),
      }));
    },

    async getCaptureSession(owner, id) {
      const row = await db
        .selectFrom('capture_sessions')
        .selectAll()
        .where('id', '=', id)
        .where(ownedBy(owner))
        .executeTakeFirst();
      return row && toSession(row);
    },

    async listTries(session) {
      const { id, clientId } = session;
      const rows = await db
        .selectFrom('capture_tries')
        .selectAll()
        .where('session_id', '=', id)
        .orderBy('number')
        .execute();
      const key = rows.some(({ outcome }) => outcome !== null)
        ? await clientTextKey(database, vault, { id: clientId, owner: session })
        : undefined;
      return Promise.all(rows.map((row) => toTry(row, key)));
    },

    async beginTry(of, begun, claim, audit) {
      const { id } = of;
      const { session } = await chain.append(audit, (add) => ({
        session: db
          .updateTable('capture_sessions')
          .set({
            attempts_used: sql`attempts_used + 1`,
            running_try: begun.id,
            running_until: begun.expiresAt,
            claimed: claim ? 1 : 0,
            updated_at: begun.startedAt,
          })
          .where('id', '=', id)
          .where(ownedBy(of))
          .where('state', '=', 'open')
          .where('expires_at', '>', begun.startedAt)
          .where(sql.ref('attempts_used'), '<', sql.ref('attempts'))
          .where((none) =>
            none.or([none('running_until', 'is', null), none('running_until', '<=', begun.startedAt)]),
          ),
        entry: insertWhen(
          db,
          'capture_tries',
          {
            id: begun.id,
            session_id: id,
            number: 0,
            turns: begun.turns.join(','),
            nonce: begun.nonce,
            started_at: begun.startedAt,
            expires_at: begun.expiresAt,
          },
          runs(id, begun.id),
        ),
        number: db
          .updateTable('capture_tries')
          .set({ number: sql`(select attempts_used from capture_sessions where id = ${id})` })
          .where('id', '=', begun.id)
          .where('number', '=', 0),
        audit: add(runs(id, begun.id)),
      }));
      return changed(session) === 1;
    },

    async claimTry(sessionId, tryId, now) {
      const result = await db
        .updateTable('capture_sessions')
        .set({ claimed: 1 })
        .where('id', '=', sessionId)
        .where('state', '=', 'open')
        .where('running_try', '=', tryId)
        .where('running_until', '>', now)
        .where('claimed', '=', 0)
        .executeTakeFirst();
      return Number(result.numUpdatedRows) === 1;
    },

    async releaseTry(sessionId, tryId) {
      await db
        .updateTable('capture_sessions')
        .set({ claimed: 0 })
        .where('id', '=', sessionId)
        .where('state', '=', 'open')
        .where('running_try', '=', tryId)
        .execute();
    },

    async abandonTry(sessionId, tryId) {
      await batch({
        entry: {
          compile: () =>
            sql`delete from capture_tries where id = ${tryId} and session_id = ${sessionId}
              and finished_at is null and ${runs(sessionId, tryId)}`.compile(db),
        },
        session: db
          .updateTable('capture_sessions')
          .set({
            attempts_used: sql`attempts_used - 1`,
            running_try: null,
            running_until: null,
            claimed: 0,
          })
          .where('id', '=', sessionId)
          .where('state', '=', 'open')
          .where('running_try', '=', tryId),
      });
    },

    async refuseTry(session, end, { refused, locked }) {
      const { id, clientId } = session;
      const key = await clientTextKey(database, vault, { id: clientId, owner: session });
      if (!key) return false;
      const columns = await endedColumns(key, end);
      const row = await db
        .selectFrom('capture_sessions')
        .select(['attempts', 'attempts_used'])
        .where('id', '=', id)
        .executeTakeFirst();
      // Of a try that runs the count stands still.
      const isLast = row !== undefined && row.attempts_used >= row.attempts;
      const { entry } = await chain.append(isLast ? locked : refused, (add) => ({
        // Locks the session's row, so that of two ends only one is the end.
        lock: db
          .updateTable('capture_sessions')
          .set({ updated_at: end.at })
          .where('id', '=', id)
          .where(ownedBy(session)),
        entry: db
          .updateTable('capture_tries')
          .set(columns)
          .where('id', '=', end.tryId)
          .where('finished_at', 'is', null)
          .where(() => runs(id, end.tryId)),
        audit: add(runs(id, end.tryId)),
        session: db
          .updateTable('capture_sessions')
          .set({
            state: sql<StoredState>`case when attempts_used >= attempts then 'locked' else state end`,
            running_try: null,
            running_until: null,
            claimed: 0,
          })
          .where('id', '=', id)
          .where('running_try', '=', end.tryId),
      }));
      return changed(entry) === 1;
    },

    async forgetCaptureSessions(now, cutoff) {
      const over = (moment: string) =>
        db.selectFrom('capture_sessions').select('id').where('expires_at', '<=', moment);
      await batch({
        fingerprints: db
          .updateTable('capture_tries')
          .set({ fingerprint: null })
          .where('fingerprint', 'is not', null)
          .where('session_id', 'in', over(now)),
        tries: db.deleteFrom('capture_tries').where('session_id', 'in', over(cutoff)),
        sessions: db.deleteFrom('capture_sessions').where('expires_at', '<=', cutoff),
      });
    },
  };
}

/** Whether the session still waits for the answer of this try. */
export function runs(sessionId: string, tryId: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from capture_sessions
    where id = ${sessionId} and state = 'open' and running_try = ${tryId})`;
}

/** The steps that end a session with its photo, for the batch that stores it. */
export function acceptance(
  { kysely: db }: Database,
  { sessionId, tryId, at }: TryEnd,
  columns: EndedColumns,
  photoId: string,
  stored: RawBuilder<unknown>,
): Batch {
  return {
    capturedTry: db
      .updateTable('capture_tries')
      .set(columns)
      .where('id', '=', tryId)
      .where(() => sql<boolean>`${stored}`),
    capturedSession: db
      .updateTable('capture_sessions')
      .set({
        state: 'accepted',
        live_photo_id: photoId,
        running_try: null,
        running_until: null,
        claimed: 0,
        updated_at: at,
      })
      .where('id', '=', sessionId)
      .where('running_try', '=', tryId)
      .where(() => sql<boolean>`${stored}`),
  };
}

/** Takes everything of a client's sessions away, for the batch that deletes it. */
export function sessionsOfClient({ kysely: db }: Database, clientId: string): Batch {
  return {
    captureTries: db
      .deleteFrom('capture_tries')
      .where('session_id', 'in', (sessions) =>
        sessions.selectFrom('capture_sessions').select('id').where('client_id', '=', clientId),
      ),
    captureSessions: db.deleteFrom('capture_sessions').where('client_id', '=', clientId),
  };
}
