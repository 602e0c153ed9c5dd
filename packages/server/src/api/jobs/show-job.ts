/** A job as it begins, and as it is shown. */
import type { Clock, Ids } from '@livephoto/core';
import type { JobOptions, JobRecord, JobType } from '../../store/jobs.ts';
import type { Owner } from '../../store/live-photo-store.ts';
import type { Task } from '../../store/tasks.ts';

export interface JobRequest {
  readonly owner: Owner;
  /** Who asked for it. */
  readonly keyId: string;
  readonly type: JobType;
  readonly options: JobOptions;
}

/** A job, with the task that it begins with. */
export function newJob(
  { owner, keyId, type, options }: JobRequest,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): { readonly job: JobRecord; readonly task: Task } {
  const id = ids();
  const createdAt = new Date(clock()).toISOString();
  const job: JobRecord = {
    id,
    account: owner.account,
    mode: owner.mode,
    type,
    keyId,
    options,
    state: 'queued',
    planned: false,
    cursor: '',
    total: null,
    done: 0,
    counts: { unchanged: 0, accepts: 0, refuses: 0, failed: 0 },
    result: null,
    error: null,
    createdAt,
    updatedAt: createdAt,
    finishedAt: null,
  };
  const kind = type === 'sweep' ? 'sweep' : 'plan';
  return { job, task: { id: `${id}.${kind}`, kind, subject: id, body: {}, dueAt: createdAt, createdAt } };
}

/** What of a job everybody may see who may see it. */
export function showJob(job: JobRecord) {
  return {
    id: job.id,
    type: job.type,
    state: job.state,
    options: job.options,
    progress: { total: job.total, done: job.done },
    ...(job.type === 'reinspect' ? { counts: job.counts } : {}),
    ...(job.result === null ? {} : { result: job.result }),
    ...(job.type === 'sweep' ? {} : { resultLink: `/jobs/${job.id}/result` }),
    ...(job.error === null ? {} : { error: job.error }),
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    finishedAt: job.finishedAt,
  };
}
