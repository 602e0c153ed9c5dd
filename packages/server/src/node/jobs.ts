/** Jobs for a command line: started, watched and done on the stores themselves, with or without a server beside. */
import { createIds, isId, LivePhotoError } from '@livephoto/core';
import { createNodeInspectorPool } from '@livephoto/worker-runtime/node-pool';
import { validate } from '../api/body.ts';
import { jobBody } from '../api/jobs/job-schemas.ts';
import { asNdjson, loadParquet, type ResultFormat } from '../api/jobs/result-formats.ts';
import { columnsOf, resultPages } from '../api/jobs/result-rows.ts';
import { newJob } from '../api/jobs/show-job.ts';
import type { Storage } from '../hosting/open-storage.ts';
import { poolOptions, sweepsOf } from '../hosting/serve.ts';
import type { Config } from '../hosting/settings.ts';
import { queueOf, startWork } from '../hosting/start-work.ts';
import type { Log } from '../log.ts';
import type { JobOptions, JobPage, JobRecord } from '../store/jobs.ts';
import type { AuditEntry, Owner, Page } from '../store/live-photo-store.ts';

/** What `livephoto jobs` does with jobs of one account and mode. */
export interface JobCommands {
  /** @param request as `POST /v1/jobs` takes it. @throws {LivePhotoError} for what is wrong in it. */
  start(request: Readonly<Record<string, unknown>>): Promise<JobRecord>;
  /** Newest first. */
  list(filter: JobPage): Promise<Page<JobRecord>>;
  /** @throws {LivePhotoError} `resource_not_found`. */
  get(id: string): Promise<JobRecord>;
  /** @throws {LivePhotoError} `conflict` when it is at its end already. */
  cancel(id: string): Promise<JobRecord>;
  /** @throws {LivePhotoError} `conflict` when it is not at its end yet. */
  result(id: string, format: ResultFormat): Promise<AsyncGenerator<Uint8Array>>;
}

/** @param owner whose jobs they are. */
export function createJobCommands(storage: Pick<Storage, 'work' | 'store'>, owner: Owner): JobCommands {
  const { work, store } = storage;
  const clock = Date.now;
  const ids = createIds(clock);
  const audit = (action: 'job.create' | 'job.cancel' | 'job.result', job: JobRecord): AuditEntry => ({
    id: ids(),
    account: owner.account,
    mode: owner.mode,
    keyId: 'operator',
    action,
    clientId: null,
    livePhotoId: null,
    requestId: null,
    detail: `${job.type} ${job.id}`,
    createdAt: new Date(clock()).toISOString(),
  });
  const commands: JobCommands = {
    async start(request) {
      const { type, ...options } = validate(jobBody, request);
      const { clientId } = options as JobOptions;
      if (clientId !== undefined && !(isId(clientId) && (await store.getClient(owner, clientId)))) {
        throw new LivePhotoError('resource_not_found', `Invalid client id '${clientId.slice(0, 100)}'`);
      }
      const { job, task } = newJob(
        { owner, keyId: 'operator', type, options: options as JobOptions },
        { clock, ids },
      );
      await work.createJob(job, task, audit('job.create', job));
      return job;
    },
    list: (filter) => work.listJobs(owner, filter),
    async get(id) {
      const job = isId(id) ? await work.getJob(owner, id) : undefined;
      if (job) return job;
      throw new LivePhotoError(
        'resource_not_found',
        `There is no job '${id.slice(0, 100)}' in the account ${owner.account}, mode ${owner.mode}`,
      );
    },
    async cancel(id) {
      const job = await commands.get(id);
      if (!(await work.cancelJob(owner, id, audit('job.cancel', job)))) {
        throw new LivePhotoError('conflict', `The job is ${job.state}: there is nothing to cancel`);
      }
      return commands.get(id);
    },
    async result(id, format) {
      const job = await commands.get(id);
      if (job.type === 'sweep') {
        throw new LivePhotoError('conflict', 'A sweep has no lines: `livephoto jobs show` says what it did');
      }
      if (job.finishedAt === null) {
        throw new LivePhotoError('conflict', `The job is ${job.state}: its result is there when it is done`);
      }
      const write = format === 'parquet' ? await loadParquet() : asNdjson;
      await store.appendAudit(audit('job.result', job));
      return write(columnsOf(job), resultPages(work, job));
    },
  };
  return commands;
}

/** Does jobs in this process, until it is closed. */
export interface JobWorker {
  /** Puts back what is not done, and ends. */
  close(): Promise<void>;
}

/**
 * Does jobs, webhooks and waiting uploads in this process, beside servers on the same stores or without one.
 * @throws {LivePhotoError} `invalid_request` when the settings name no queue.
 */
export async function startJobWorker(config: Config, storage: Storage, log: Log): Promise<JobWorker> {
  if (queueOf(config) === 'off') {
    throw new LivePhotoError(
      'invalid_request',
      'There is no queue to work for: set LIVEPHOTO_JOBS=pg-boss, here and on the servers',
      { param: 'jobs' },
    );
  }
  const pool = await createNodeInspectorPool({ ...poolOptions(config, log), backend: config.backend });
  try {
    const sweepOptions = sweepsOf(config, storage, log);
    const work = await startWork({ config, storage, inspector: pool, sweepOptions, log });
    return {
      async close() {
        await work?.close();
        await pool.close();
      },
    };
  } catch (error) {
    await pool.close();
    throw error;
  }
}
