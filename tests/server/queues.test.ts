/** The contract of queues on those that other programs run: pg-boss in PostgreSQL, Cloudflare Queues in workerd (by Miniflare). */
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe } from 'vitest';
import {
  createCloudflareQueue,
  type QueueBinding,
  type QueueBody,
} from '../../packages/server/src/queues/cloudflare.ts';
import { testJobQueue } from '../../packages/server/src/queues/job-queue.contract.ts';
import { openPgBoss } from '../../packages/server/src/queues/pg-boss.ts';
import { startPostgres, type TestPostgres } from './harness/postgres.ts';

describe('pg-boss', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  testJobQueue(async () => {
    const url = await postgres.createDatabase();
    const open = () => openPgBoss({ url, onError: () => {} });
    return { sender: await open(), receiver: await open() };
  });
});

describe('Cloudflare Queues', () => {
  let deliver: (bodies: readonly QueueBody[]) => Promise<boolean[]> = async (bodies) =>
    bodies.map(() => false);
  const miniflare = new Miniflare({
    modules: true,
    // What a Worker's handler does: hands the batch over, and answers for each message as it is told.
    script: `export default {
      fetch: () => new Response(),
      async queue(batch, env) {
        const bodies = JSON.stringify(batch.messages.map(({ body }) => body));
        const response = await env.here.fetch('http://here/', { method: 'POST', body: bodies });
        for (const [index, handled] of (await response.json()).entries()) {
          if (handled) batch.messages[index].ack();
          else batch.messages[index].retry({ delaySeconds: 1 });
        }
      },
    }`,
    compatibilityDate: '2026-04-24',
    queueProducers: { JOBS: 'livephoto' },
    queueConsumers: { livephoto: { maxBatchSize: 5, maxBatchTimeout: 0.1, maxRetries: 5, retryDelay: 1 } },
    serviceBindings: {
      here: async (request: { json(): Promise<unknown> }) =>
        Response.json(await deliver((await request.json()) as QueueBody[])) as never,
    },
  });
  afterAll(() => miniflare.dispose());

  testJobQueue(
    async () => {
      const producer = (await miniflare.getQueueProducer('JOBS')) as unknown as QueueBinding;
      const queue = createCloudflareQueue(producer);
      deliver = async (bodies) => {
        const handled = bodies.map(() => false);
        const beside: Promise<void>[] = [];
        await queue.deliver(
          bodies.map((body, index) => ({
            body,
            ack: () => {
              handled[index] = true;
            },
            retry: () => {},
          })),
          (work) => {
            beside.push(work);
          },
        );
        await Promise.all(beside);
        return handled;
      };
      return { sender: queue, receiver: queue };
    },
    { oneLine: true },
  );
});
