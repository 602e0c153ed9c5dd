/** A queue in PostgreSQL, by pg-boss: for several servers over one database. */
import { LivePhotoError } from '@livephoto/core';
import type PgBoss from 'pg-boss';
import { taskTopics, topics } from '../store/tasks.ts';
import type { JobQueue } from './job-queue.ts';

export interface PgBossOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Told of what pg-boss could not do; it goes on by itself. */
  readonly onError: (error: Error) => void;
  /** Seconds between two looks for messages, where nothing is going on. @default 0.5 */
  readonly pollingInterval?: number;
}

/** Seconds after which pg-boss hands a message out again whose receiver has not been heard of. */
const expiry = 900;
/** Messages tell of rows: they are of no use once they are handled. */
const keptSeconds = 60;

const nameOf = (topic: string) => `livephoto-${topic}`;

/**
 * Opens (and makes) the queues, in the schema `pgboss` of the database.
 * @throws {LivePhotoError} `unsupported_runtime` when pg-boss is not installed.
 */
export async function openPgBoss(options: PgBossOptions): Promise<JobQueue> {
  const { default: Boss } = await import('pg-boss').catch((error: unknown) => {
    throw new LivePhotoError(
      'unsupported_runtime',
      'LIVEPHOTO_JOBS=pg-boss needs the package pg-boss: npm install pg-boss@10',
      { cause: error },
    );
  });
  const boss: PgBoss = new Boss({
    connectionString: options.url,
    max: 4,
    application_name: 'livephoto-jobs',
    archiveCompletedAfterSeconds: keptSeconds,
    archiveFailedAfterSeconds: keptSeconds,
    deleteAfterSeconds: keptSeconds,
    maintenanceIntervalSeconds: keptSeconds,
    schedule: false,
  });
  boss.on('error', options.onError);
  await boss.start();
  for (const topic of topics) {
    const queue = { name: nameOf(topic), policy: 'standard' as const };
    await boss.createQueue(queue.name, { ...queue, retryLimit: 3, retryDelay: 1, expireInSeconds: expiry });
  }
  return {
    name: 'pg-boss',
    async send(messages) {
      if (messages.length === 0) return;
      await boss.insert(
        messages.map(({ id, kind, delay }) => ({
          name: nameOf(taskTopics[kind]),
          data: { id },
          ...(delay > 0 ? { startAfter: new Date(Date.now() + delay * 1000) } : {}),
        })),
      );
    },
    async receive(receivers) {
      for (const topic of topics) {
        const { concurrency, handle } = receivers[topic];
        for (let i = 0; i < concurrency; i++) {
          await boss.work<{ id: string }>(
            nameOf(topic),
            { batchSize: 1, pollingIntervalSeconds: options.pollingInterval ?? 0.5 },
            async (messages) => {
              for (const { data } of messages) await handle(data.id);
            },
          );
        }
      }
    },
    async close() {
      await boss.stop({ graceful: true, wait: true, timeout: 30_000, close: true });
    },
  };
}
