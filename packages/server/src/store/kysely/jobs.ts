/** Jobs in SQL: made, listed, cancelled, planned, ended. */
import { sql } from 'kysely';
import type { Vault } from '../../vault/vault.ts';
import { changed, type Database } from '../database.ts';
import type { JobStore } from '../jobs.ts';
import type { AuditChain } from './audit-chain.ts';
import { insertWhen } from './conditional-insert.ts';
import { ended } from './end-job.ts';
import { jobPartQueries } from './job-parts.ts';
import { photosOf, toJob } from './job-rows.ts';
import { ownedBy } from './owned-by.ts';
import { page } from './paging.ts';
import { finished, held, heldTask, toTaskRow } from './tasks.ts';

const open = ['queued', 'running'];
/** Lines of a result that are forgotten at once. */
const itemsAtOnce = 2000;

export function jobQueries(database: Database, vault: Vault, chain: AuditChain): JobStore {
  const { kysely: db } = database;
  const byKey = (keyId: string, key: string) =>
    db
      .selectFrom('jobs')
      .selectAll()
      .where('key_id', '=', keyId)
      .where('idempotency_key', '=', key)
      .executeTakeFirst();
  return {
    ...jobPartQueries(database, vault, chain),

    async createJob(job, task, audit, { most, idempotency } = {}) {
      const stored = sql`exists (select 1 from jobs where id = ${job.id})`;
      const unused = idempotency
        ? sql`not exists (select 1 from jobs
            where key_id = ${job.keyId} and idempotency_key = ${idempotency.key})`
        : sql`1 = 1`;
      // Counted in the step: of many that come at once, each saw room before.
      const room =
        most === undefined
          ? sql`1 = 1`
          : sql`(select count(*) from jobs where ${ownedBy(job)} and state in ('queued', 'running')) < ${most}`;
      const results = await chain.append(audit, (add) => ({
        job: insertWhen(
          db,
          'jobs',
          {
            id: job.id,
            account: job.account,
            mode: job.mode,
            type: job.type,
            key_id: job.keyId,
            options: JSON.stringify(job.options),
            state: 'queued',
            idempotency_key: idempotency?.key ?? null,
            fingerprint: idempotency?.fingerprint ?? null,
            created_at: job.createdAt,
            updated_at: job.createdAt,
          },
          sql`${unused} and ${room}`,
        ),
        task: insertWhen(db, 'tasks', toTaskRow(task), stored),
        audit: add(stored),
      }));
      if (changed(results.job) === 1) return 'stored';
      return idempotency && (await byKey(job.keyId, idempotency.key)) ? 'duplicate' : 'full';
    },

    async findJobByKey(keyId, key) {
      const row = await byKey(keyId, key);
      return row && { job: toJob(row), fingerprint: row.fingerprint ?? '' };
    },

    async getJob(owner, id) {
      const row = await db
        .selectFrom('jobs')
        .selectAll()
        .where('id', '=', id)
        .where(ownedBy(owner))
        .executeTakeFirst();
      return row && toJob(row);
    },

    async findJob(id) {
      const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toJob(row);
    },

    async listJobs(owner, filter) {
      let query = db.selectFrom('jobs').where(ownedBy(owner));
      if (filter.type) query = query.where('type', '=', filter.type);
      if (filter.state) query = query.where('state', '=', filter.state);
      return page(
        filter,
        query.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
        () => query.select(({ fn }) => fn.countAll().as('n')).executeTakeFirst(),
        toJob,
      );
    },

    async cancelJob(owner, id, audit) {
      const isOpen = sql`exists (select 1 from jobs where id = ${id} and ${ownedBy(owner)} and state in ('queued', 'running'))`;
      const { there, job } = await chain.append(audit, (add) => ({
        there: db.selectFrom('jobs').select('id').where('id', '=', id).where(ownedBy(owner)),
        audit: add(isOpen),
        job: db
          .updateTable('jobs')
          .set({ state: 'cancelled', updated_at: audit.createdAt, finished_at: audit.createdAt })
          .where('id', '=', id)
          .where(ownedBy(owner))
          .where('state', 'in', open),
        tasks: db
          .deleteFrom('tasks')
          .where('subject', '=', id)
          .where(sql<boolean>`exists (select 1 from jobs where id = ${id} and state = 'cancelled')`),
      }));
      return there.rows.length === 0 ? undefined : changed(job) === 1;
    },

    async failJob(id, error, at) {
      await database.batch({
        job: db
          .updateTable('jobs')
          .set({ state: 'failed', error: JSON.stringify(error), updated_at: at, finished_at: at })
          .where('id', '=', id)
          .where('state', 'in', open),
        tasks: db.deleteFrom('tasks').where('subject', '=', id),
      });
    },

    async beginJob(id, at) {
      await db
        .updateTable('jobs')
        .set({ state: 'running', updated_at: at })
        .where('id', '=', id)
        .where('state', '=', 'queued')
        .execute();
    },

    async countJobPhotos(job) {
      await db
        .updateTable('jobs')
        .set({
          total: db
            .selectFrom('live_photos')
            .select(({ fn }) => fn.countAll<number>().as('n'))
            .where(photosOf(job)),
        })
        .where('id', '=', job.id)
        .execute();
    },

    async listJobPhotos(job, cursor, limit) {
      const rows = await db
        .selectFrom('live_photos')
        .select('id')
        .where(photosOf(job))
        .where('id', '>', cursor)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    async countParts(jobId) {
      const row = await db
        .selectFrom('tasks')
        .select(({ fn }) => fn.countAll().as('n'))
        .where('subject', '=', jobId)
        .where('kind', '=', 'part')
        .executeTakeFirst();
      return Number(row?.n ?? 0);
    },

    async addPart(plan, job, cursor, part) {
      const { moved } = await database.batch({
        lock: heldTask(database, plan),
        moved: db
          .updateTable('jobs')
          .set({ cursor, updated_at: part.createdAt })
          .where('id', '=', job.id)
          .where('state', '=', 'running')
          .where('cursor', '=', job.cursor)
          .where(held(plan)),
        part: insertWhen(
          db,
          'tasks',
          toTaskRow(part),
          sql`exists (select 1 from jobs where id = ${job.id} and state = 'running' and cursor = ${cursor})
            and ${held(plan)} and not exists (select 1 from tasks where id = ${part.id})`,
        ),
      });
      return changed(moved) === 1;
    },

    async endPlan(plan, at) {
      await database.batch({
        lock: heldTask(database, plan),
        job: db
          .updateTable('jobs')
          .set({ planned: 1, updated_at: at })
          .where('id', '=', plan.subject)
          .where(held(plan)),
        task: finished(database, plan),
        end: ended(database, plan.subject, at),
      });
    },

    async endSweep(task, result, at) {
      await database.batch({
        job: db
          .updateTable('jobs')
          .set({ result: JSON.stringify(result), planned: 1 })
          .where('id', '=', task.subject)
          .where(held(task)),
        task: finished(database, task),
        end: ended(database, task.subject, at),
      });
    },

    async forgetJobsBefore(cutoff, keyCutoff) {
      await db
        .updateTable('jobs')
        .set({ idempotency_key: null, fingerprint: null })
        .where('idempotency_key', 'is not', null)
        .where('created_at', '<', keyCutoff)
        .execute();
      // A few at a time: those of one job may be more than a database takes away within a call's limit.
      for (;;) {
        const { numAffectedRows = 0n } = await sql`delete from job_items where (job_id, live_photo_id) in
          (select job_id, live_photo_id from job_items join jobs on jobs.id = job_id
            where finished_at < ${cutoff} limit ${itemsAtOnce})`.execute(db);
        if (numAffectedRows < itemsAtOnce) break;
      }
      await db
        .deleteFrom('jobs')
        .where('finished_at', '<', cutoff)
        .where(sql<boolean>`not exists (select 1 from job_items where job_id = jobs.id)`)
        .execute();
    },
  };
}
