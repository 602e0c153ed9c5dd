/** What a job did so far, in SQL: its parts, their outcomes, its result. */
import type { InspectionReport } from '@livephoto/core';
import { type Compilable, sql } from 'kysely';
import type { TextKey, Vault } from '../../vault/vault.ts';
import { changed, type Database } from '../database.ts';
import type { ItemOutcome, JobCounts, JobItem, JobStore, ResultRow } from '../jobs.ts';
import type { ClaimedTask } from '../tasks.ts';
import type { AuditChain } from './audit-chain.ts';
import { clientTextKey, keyOf, openText, reportOf } from './client-texts.ts';
import { insertWhen } from './conditional-insert.ts';
import { ended } from './end-job.ts';
import { outcomeOf, photosOf } from './job-rows.ts';
import { lockClient } from './lock-client.ts';
import { livePhotoColumns, toLivePhoto } from './rows.ts';
import { finished, held, heldTask } from './tasks.ts';
import { eventQueries, reportEvent } from './webhook-events.ts';

type PartQueries = Pick<
  JobStore,
  'listPart' | 'listOutcomes' | 'endPart' | 'endExportPart' | 'applyReport' | 'listResult'
>;

const itemColumns = [
  ...livePhotoColumns.map((column) => `live_photos.${column}` as const),
  'live_photos.report',
  'job_items.outcome',
  'clients.wrapped_key as client_key',
] as const;

export function jobPartQueries(database: Database, vault: Vault, chain: AuditChain): PartQueries {
  const { kysely: db } = database;

  /** Keys of clients' texts, each opened once in a step. */
  const createKeys = () => {
    const keys = new Map<string, Promise<TextKey | undefined>>();
    return (clientId: string) => {
      const key = keys.get(clientId) ?? clientTextKey(database, vault, { id: clientId });
      keys.set(clientId, key);
      return key;
    };
  };

  const itemRow = async (task: ClaimedTask, { livePhotoId, outcome }: JobItem, key: TextKey) =>
    insertWhen(
      db,
      'job_items',
      {
        job_id: task.subject,
        live_photo_id: livePhotoId,
        outcome: await key.seal(JSON.stringify(outcome), outcomeOf(task.subject, livePhotoId)),
      },
      sql`exists (select 1 from live_photos where id = ${livePhotoId} and redacted_at is null)
        and ${held(task)}
        and not exists (select 1 from job_items where job_id = ${task.subject} and live_photo_id = ${livePhotoId})`,
    );

  const counted = (task: ClaimedTask, counts: JobCounts, at: string) =>
    db
      .updateTable('jobs')
      .set({
        done: sql`done + ${sql.lit(sum(counts))}`,
        unchanged: sql`unchanged + ${sql.lit(counts.unchanged)}`,
        accepts: sql`accepts + ${sql.lit(counts.accepts)}`,
        refuses: sql`refuses + ${sql.lit(counts.refuses)}`,
        failed: sql`failed + ${sql.lit(counts.failed)}`,
        updated_at: at,
      })
      .where('id', '=', task.subject)
      .where('state', '=', 'running')
      .where(held(task));

  return {
    async listPart(job, first, last) {
      const rows = await db
        .selectFrom('live_photos')
        .select(livePhotoColumns)
        .where(photosOf(job))
        .where('id', '>=', first)
        .where('id', '<=', last)
        .orderBy('id')
        .execute();
      return rows.map(toLivePhoto);
    },

    async listOutcomes(job, first, last) {
      const rows = await db
        .selectFrom('job_items')
        .innerJoin('live_photos', 'live_photos.id', 'job_items.live_photo_id')
        .select(['live_photo_id', 'outcome', 'live_photos.client_id'])
        .where('job_id', '=', job.id)
        .where('live_photo_id', '>=', first)
        .where('live_photo_id', '<=', last)
        .execute();
      const keyOfClient = createKeys();
      const outcomes = new Map<string, ItemOutcome>();
      for (const { live_photo_id, outcome, client_id } of rows) {
        const key = await keyOfClient(client_id);
        if (!key || outcome === null) continue;
        const text = await key.open(outcome, outcomeOf(job.id, live_photo_id));
        outcomes.set(live_photo_id, JSON.parse(text) as ItemOutcome);
      }
      return outcomes;
    },

    async endPart(part, items, counts, at) {
      const keyOfClient = createKeys();
      const inserts: Record<string, Compilable> = {};
      for (const item of items) {
        const key = await keyOfClient(item.clientId);
        if (key) inserts[item.livePhotoId] = await itemRow(part, item, key);
      }
      const { task } = await database.batch({
        lock: heldTask(database, part),
        job: counted(part, counts, at),
        ...inserts,
        task: finished(database, part),
        end: ended(database, part.subject, at),
      });
      return changed(task) === 1;
    },

    async endExportPart(part, job, first, last, at) {
      const items = sql`insert into job_items (job_id, live_photo_id)
        select cast(${job.id} as text), id from live_photos
        where ${photosOf(job)} and id >= ${first} and id <= ${last} and ${held(part)}
        on conflict (job_id, live_photo_id) do nothing`;
      const { task } = await database.batch({
        lock: heldTask(database, part),
        items: { compile: () => items.compile(db) },
        job: db
          .updateTable('jobs')
          .set({
            done: sql`done + (select count(*) from job_items
              where job_id = ${job.id} and live_photo_id >= ${first} and live_photo_id <= ${last})`,
            updated_at: at,
          })
          .where('id', '=', job.id)
          .where('state', '=', 'running')
          .where(held(part)),
        task: finished(database, part),
        end: ended(database, job.id, at),
      });
      return changed(task) === 1;
    },

    async applyReport(part, photo, report, item, audit) {
      const { id, clientId } = photo;
      const key = await clientTextKey(database, vault, { id: clientId, owner: photo });
      if (!key) return false;
      const sealed = await key.seal(JSON.stringify(report), reportOf(id));
      const itemInsert = await itemRow(part, item, key);
      const stored = sql`exists (select 1 from live_photos where id = ${id} and report = ${sealed})`;
      const { photo: updated } = await chain.append(audit, (add) => ({
        client: lockClient(db, photo, clientId),
        lock: heldTask(database, part),
        photo: db
          .updateTable('live_photos')
          .set({ report: sealed, updated_at: audit.createdAt })
          .where('id', '=', id)
          .where('redacted_at', 'is', null)
          .where(held(part)),
        item: itemInsert,
        audit: add(stored),
        ...eventQueries(database, reportEvent(photo, report, audit), stored),
      }));
      return changed(updated) === 1;
    },

    async listResult(job, after, limit) {
      const rows = await db
        .selectFrom('job_items')
        .innerJoin('live_photos', 'live_photos.id', 'job_items.live_photo_id')
        .innerJoin('clients', 'clients.id', 'live_photos.client_id')
        .select(itemColumns)
        .where('job_items.job_id', '=', job.id)
        .where('job_items.live_photo_id', '>', after)
        .where('live_photos.redacted_at', 'is', null)
        .orderBy('job_items.live_photo_id')
        .limit(limit)
        .execute();
      const keys = new Map<string, Promise<TextKey>>();
      return Promise.all(
        rows.map(async ({ report, outcome, client_key, ...columns }): Promise<ResultRow> => {
          const photo = toLivePhoto(columns);
          const key = () => {
            const opened =
              keys.get(photo.clientId) ?? vault.openTextKey(client_key ?? '', keyOf(photo.clientId));
            keys.set(photo.clientId, opened);
            return opened;
          };
          if (outcome !== null) {
            const text = await (await key()).open(outcome, outcomeOf(job.id, photo.id));
            return { photo, outcome: JSON.parse(text) as ItemOutcome, report: null };
          }
          const text = await openText(key, report, reportOf(photo.id));
          return { photo, outcome: null, report: JSON.parse(text) as InspectionReport };
        }),
      );
    },
  };
}

function sum({ unchanged, accepts, refuses, failed }: JobCounts): number {
  return unchanged + accepts + refuses + failed;
}
