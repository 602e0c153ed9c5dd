/** Jobs: started, watched, cancelled, and what they found. */
import { isId, LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import type { ApiKey } from '../../keys/api-keys.ts';
import type { JobOptions, JobRecord } from '../../store/jobs.ts';
import { defaultAccount, type IdempotencyEntry } from '../../store/live-photo-store.ts';
import type { WorkStore } from '../../store/work-store.ts';
import { auditEntry } from '../audit.ts';
import { validate } from '../body.ts';
import { findClient } from '../clients.ts';
import type { ApiEnv, Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { assertSameRequest, readIdempotency } from '../idempotency.ts';
import type { Intake } from '../intake.ts';
import { jobBody, jobQuery, jobSchema, resultQuery } from '../jobs/job-schemas.ts';
import { asNdjson, loadParquet, resultTypes } from '../jobs/result-formats.ts';
import { columnsOf, resultPages } from '../jobs/result-rows.ts';
import { newJob, showJob } from '../jobs/show-job.ts';
import { pageAnswer } from '../pages.ts';
import { errorSchema, pageOf } from '../schemas.ts';
import { streamedBody } from '../streamed-answer.ts';
import { workOf } from '../work.ts';

/** Jobs of one account and mode that may be under way. */
const mostOpenJobs = 20;

export function jobEndpoints(services: Services, intake: Intake): Endpoint[] {
  const tag = 'Jobs';
  const find = async (key: ApiKey, id: string): Promise<JobRecord> => {
    const job = isId(id) ? await workOf(services).store.getJob(key, id) : undefined;
    if (!job) throw new LivePhotoError('resource_not_found', `Invalid job id '${id.slice(0, 100)}'`);
    return job;
  };
  return [
    endpoint({
      method: 'POST',
      path: '/v1/jobs',
      access: 'admin',
      tag,
      summary: 'Start a job',
      description:
        '`reinspect` inspects stored live photos anew, under the models and the policy of now, and reports what would change; with ' +
        '`apply` the new reports take the place of the stored ones. `export` gathers reports for analysts. `sweep` does at once what ' +
        'the server does by the clock; it is for keys of the account `default`. The first two need the scope `read` as well.',
      stores: true,
      headers: { 'Idempotency-Key': 'The same key and body answer the same job for 24 hours.' },
      body: { schema: jobBody },
      answers: {
        202: { description: 'The job; `Location` says where to watch it', schema: jobSchema },
        409: { description: 'Too many jobs are under way', schema: errorSchema },
        501: { description: 'This server has no queue', schema: errorSchema },
      },
      async handle({ c, key }) {
        const { store, wake } = workOf(services);
        const body = validate(jobBody, await intake.readJson(c, services.limits.body));
        const { type, ...rest } = body;
        const options = Object.fromEntries(
          Object.entries(rest).filter(([, value]) => value !== null && value !== undefined),
        ) as JobOptions;
        if (type === 'sweep') assertOperator(key);
        else assertReads(key);
        const idempotency = await readIdempotency(c, () => `job ${type} ${JSON.stringify(options)}`);
        const answer = (job: JobRecord) => {
          c.header('Location', `/v1/jobs/${job.id}`);
          return c.json(showJob(job), 202);
        };
        const earlier = idempotency && (await findEarlier(store, idempotency));
        if (earlier) return answer(earlier);
        if (options.clientId !== undefined) await findClient(services, key, options.clientId);
        const { job, task } = newJob({ owner: key, keyId: key.id, type, options }, services);
        const audit = jobAudit(services, c, 'job.create', job);
        const outcome = await store.createJob(job, task, audit, { most: mostOpenJobs, idempotency });
        if (outcome === 'full') {
          throw new LivePhotoError(
            'conflict',
            `${mostOpenJobs} jobs are under way: wait for one of them, or cancel one`,
          );
        }
        const other = outcome === 'duplicate' && idempotency ? await findEarlier(store, idempotency) : job;
        await wake();
        return answer(other ?? job);
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/jobs',
      access: 'admin',
      tag,
      summary: 'List jobs, newest first',
      query: jobQuery,
      answers: { 200: { description: 'A page of jobs', schema: pageOf(jobSchema) } },
      async handle({ c, key, query }) {
        return c.json(pageAnswer(query, await workOf(services).store.listJobs(key, query), showJob));
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/jobs/:id',
      access: 'admin',
      tag,
      summary: 'How far a job is',
      answers: { 200: { description: 'The job', schema: jobSchema } },
      handle: async ({ c, key, id }) => c.json(showJob(await find(key, id))),
    }),
    endpoint({
      method: 'POST',
      path: '/v1/jobs/:id/cancel',
      access: 'admin',
      tag,
      summary: 'Cancel a job',
      description: 'What it did so far stays: reports that were applied, and lines of its result.',
      answers: {
        200: { description: 'The job', schema: jobSchema },
        409: { description: 'It is at its end already', schema: errorSchema },
      },
      async handle({ c, key, id }) {
        const job = await find(key, id);
        const audit = jobAudit(services, c, 'job.cancel', job);
        if (!(await workOf(services).store.cancelJob(key, job.id, audit))) {
          throw new LivePhotoError('conflict', 'The job is at its end already');
        }
        return c.json(showJob(await find(key, id)));
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/jobs/:id/result',
      access: 'admin',
      tag,
      summary: 'What a job found: a line for each live photo',
      description:
        'Of a reinspection what changed or would, of an export the reports. Live photos that were redacted or deleted since are ' +
        'not in it. One of very many photos is fetched in pieces: `limit` lines, then those `after` the last one. Needs the scope ' +
        '`read` as well.',
      query: resultQuery,
      answers: {
        200: { description: 'The lines', media: Object.values(resultTypes) },
        409: { description: 'It is not at its end yet', schema: errorSchema },
      },
      async handle({ c, key, id, query }) {
        const { store } = workOf(services);
        assertReads(key);
        const job = await find(key, id);
        if (job.type === 'sweep') {
          throw new LivePhotoError('resource_not_found', 'What a sweep did is in the job itself');
        }
        if (job.state === 'queued' || job.state === 'running') {
          throw new LivePhotoError(
            'conflict',
            `The job is ${job.state}: its result is there when it is done`,
          );
        }
        const write = query.format === 'parquet' ? await loadParquet() : asNdjson;
        await services.store.appendAudit(jobAudit(services, c, 'job.result', job));
        const lines = write(columnsOf(job), resultPages(store, job, query));
        return c.body(streamedBody(c, services.log, lines), 200, {
          'Content-Type': resultTypes[query.format],
          'Content-Disposition': `attachment; filename="livephoto-${job.type}-${job.id}.${query.format}"`,
        });
      },
    }),
  ];
}

/** The job that the key made before. @throws {LivePhotoError} `invalid_request` when it was asked for something else. */
async function findEarlier(store: WorkStore, entry: IdempotencyEntry): Promise<JobRecord | undefined> {
  const earlier = await store.findJobByKey(entry.keyId, entry.key);
  assertSameRequest(earlier?.fingerprint, entry, 'job');
  return earlier?.job;
}

function jobAudit(
  services: Services,
  c: Context<ApiEnv>,
  action: 'job.create' | 'job.cancel' | 'job.result',
  job: JobRecord,
) {
  return auditEntry(services, c, action, { detail: `${job.type} ${job.id}` });
}

function assertReads(key: ApiKey): void {
  if (key.scopes.includes('read')) return;
  throw new LivePhotoError('forbidden', "This API key does not have the scope 'read'");
}

function assertOperator(key: ApiKey): void {
  if (key.account === defaultAccount) return;
  throw new LivePhotoError(
    'forbidden',
    `A sweep is of all accounts: it needs a key of the account '${defaultAccount}'`,
  );
}
