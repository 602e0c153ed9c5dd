/** Jobs, webhooks and waiting uploads of a server: the queue that the configuration names, and what is done by the clock. */
import { createIds } from '@livephoto/core';
import type { BackgroundWork, PhotoInspector } from '../api/context.ts';
import type { Metrics } from '../api/metrics.ts';
import { planSweep, type SweepOptions, sweep } from '../housekeeping/sweep.ts';
import { createWork, forgetOldWork } from '../jobs/create-work.ts';
import type { SweepNow } from '../jobs/sweep-task.ts';
import type { Log } from '../log.ts';
import { createInProcessQueue } from '../queues/in-process.ts';
import type { JobQueue } from '../queues/job-queue.ts';
import { openPgBoss } from '../queues/pg-boss.ts';
import type { Leader } from '../store/leader.ts';
import type { Storage } from './open-storage.ts';
import { createSendWebhook } from './send-webhook.ts';
import type { Config } from './settings.ts';

/** What one server does at a time: of two sweeps at once, each would take its share. */
export const sweeping = 'sweep';

/** Milliseconds between two looks for tasks that another process made, or that became due. */
const lookAgain = 1000;
/** Webhooks that are delivered at once: they wait for others' servers. */
const deliveriesAtOnce = 8;

export interface RunningWork extends BackgroundWork {
  /** Puts back what is not done, and ends. */
  close(): Promise<void>;
}

export interface WorkHost {
  readonly config: Config;
  readonly storage: Pick<Storage, 'store' | 'work' | 'blobs' | 'vault' | 'leader' | 'budget'>;
  readonly inspector: Pick<PhotoInspector, 'inspect'>;
  readonly sweepOptions: SweepOptions;
  readonly log: Log;
  readonly metrics?: Metrics | undefined;
}

/** Which queue the settings ask for. */
export function queueOf({ jobs, databaseUrl }: Pick<Config, 'jobs' | 'databaseUrl'>) {
  return jobs ?? (databaseUrl ? 'off' : 'in-process');
}

/** @returns undefined when it is off. @throws {LivePhotoError} when the queue cannot be opened. */
export async function startWork(host: WorkHost): Promise<RunningWork | undefined> {
  const { config, storage, inspector, sweepOptions, log, metrics } = host;
  const kind = queueOf(config);
  if (kind === 'off') return undefined;
  const queue: JobQueue =
    kind === 'pg-boss'
      ? await openPgBoss({
          url: config.databaseUrl ?? '',
          onError: (error) => log.warn({ err: error }, 'pg-boss: it goes on by itself'),
        })
      : createInProcessQueue();
  const clock = Date.now;
  const lease = config.jobTimeout * 1000;
  const runner = createWork({
    work: storage.work,
    photos: storage.store,
    blobs: storage.blobs,
    vault: storage.vault,
    inspector,
    queue,
    sweep: sweepNow(sweepOptions, storage.leader),
    send: createSendWebhook(config.webhookTargets),
    metrics,
    clock,
    ids: createIds(clock),
    log,
    lease,
  });
  const looks = lookAfterTasks(runner, storage.work, log, lease);
  await queue.receive(
    runner.receivers({ uploads: config.workers, jobs: config.workers, deliveries: deliveriesAtOnce }),
  );
  await looks.now();
  return {
    store: storage.work,
    webhookTargets: config.webhookTargets,
    waitingUploads: config.waitingUploads,
    // Nobody waits for the queue: whoever looks next tells it.
    async wake() {
      void storage.budget.apart(looks.now);
    },
    async close() {
      await looks.end();
      runner.stop();
      await queue.close();
    },
  };
}

/** Tells the queue of tasks as they come, and again of those whose process is gone. */
function lookAfterTasks(
  runner: ReturnType<typeof createWork>,
  work: Storage['work'],
  log: Log,
  lease: number,
) {
  let failing = false;
  let ended = false;
  const guarded = async (what: () => Promise<unknown>) => {
    try {
      await what();
      failing = false;
    } catch (error) {
      // Once, not every second, while the database is away.
      if (!failing && !ended)
        log.warn({ err: error }, 'tasks could not be looked for; the next look tries again');
      failing = true;
    }
  };
  let current: Promise<void> = Promise.resolve();
  let asked = false;
  const now = () => {
    if (asked || ended) return current;
    asked = true;
    current = current.then(() => {
      asked = false;
      return guarded(() => runner.tell());
    });
    return current;
  };
  const timers = [
    setInterval(now, lookAgain),
    setInterval(
      () => {
        current = current.then(() => guarded(() => runner.remind()));
      },
      Math.min(lease / 2, 10_000),
    ),
    setInterval(() => {
      current = current.then(() => guarded(() => forgetOldWork(work, Date.now)));
    }, 60 * 60_000),
  ];
  return {
    now,
    async end() {
      ended = true;
      for (const timer of timers) clearInterval(timer);
      await current;
    },
  };
}

/** A sweep as a job does it: not while another server, or the clock, sweeps. */
export function sweepNow(options: SweepOptions, leader: Pick<Leader, 'alone'>): SweepNow {
  return async (dryRun) => {
    if (dryRun) return { ...(await planSweep(options)) };
    return { ...(await leader.alone(sweeping, () => sweep(options))) };
  };
}
