/** How a job ends, for the batches that do its last part. */
import { sql } from 'kysely';
import type { Database } from '../database.ts';

/** Ends a job whose parts are all made and all done. */
export function ended({ kysely: db }: Database, jobId: string, at: string) {
  return db
    .updateTable('jobs')
    .set({ state: 'succeeded', updated_at: at, finished_at: at, total: sql<number>`done` })
    .where('id', '=', jobId)
    .where('state', '=', 'running')
    .where('planned', '=', 1)
    .where(sql<boolean>`not exists (select 1 from tasks where subject = ${jobId})`);
}
