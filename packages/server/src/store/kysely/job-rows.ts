/** Rows of jobs to records, and the conditions that queries of jobs share. */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { JobOptions, JobRecord, JobState, JobType } from '../jobs.ts';
import type { JobsTable } from '../schema.ts';

/** What a sealed outcome belongs to. */
export const outcomeOf = (jobId: string, livePhotoId: string) => `job/${jobId}/${livePhotoId}`;

/** The photos that a job is about, in a query of `live_photos`. */
export function photosOf(job: JobRecord): RawBuilder<boolean> {
  const { clientId, createdAfter, createdBefore } = job.options;
  const conditions = [
    sql`live_photos.account = ${job.account} and live_photos.mode = ${job.mode}`,
    // Ids are ordered by time: those that come later belong to no job from before.
    sql`live_photos.created_at <= ${job.createdAt}`,
    sql`live_photos.redacted_at is null`,
    ...(clientId ? [sql`live_photos.client_id = ${clientId}`] : []),
    ...(createdAfter ? [sql`live_photos.created_at > ${createdAfter}`] : []),
    ...(createdBefore ? [sql`live_photos.created_at < ${createdBefore}`] : []),
  ];
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

export function toJob(row: Selectable<JobsTable>): JobRecord {
  return {
    id: row.id,
    account: row.account,
    mode: row.mode,
    type: row.type as JobType,
    keyId: row.key_id,
    options: JSON.parse(row.options) as JobOptions,
    state: row.state as JobState,
    planned: Number(row.planned) === 1,
    cursor: row.cursor,
    total: row.total === null ? null : Number(row.total),
    done: Number(row.done),
    counts: {
      unchanged: Number(row.unchanged),
      accepts: Number(row.accepts),
      refuses: Number(row.refuses),
      failed: Number(row.failed),
    },
    result: row.result === null ? null : (JSON.parse(row.result) as JobRecord['result']),
    error: row.error === null ? null : (JSON.parse(row.error) as JobRecord['error']),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    finishedAt: row.finished_at,
  };
}
