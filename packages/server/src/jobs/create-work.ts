/** Everything that goes on beside requests, put together: the runner over a store and a queue, and its housekeeping. */
import type { Clock, Ids } from '@livephoto/core';
import type { PhotoInspector } from '../api/context.ts';
import { measureInspection } from '../api/inspect.ts';
import type { Metrics } from '../api/metrics.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Log } from '../log.ts';
import type { JobQueue } from '../queues/job-queue.ts';
import type { LivePhotoStore } from '../store/live-photo-store.ts';
import type { WorkStore } from '../store/work-store.ts';
import type { Vault } from '../vault/vault.ts';
import { deliveryHandler, type SendWebhook } from './delivery-task.ts';
import { partHandler } from './job-parts.ts';
import { planHandler } from './plan-job.ts';
import { type SweepNow, sweepHandler } from './sweep-task.ts';
import { createTaskRunner, type TaskRunner } from './task-runner.ts';
import { deliveryDays, keptDays } from './tuning.ts';
import { uploadHandler } from './upload-task.ts';

export interface WorkParts {
  readonly work: WorkStore;
  readonly photos: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly vault: Vault;
  readonly inspector: Pick<PhotoInspector, 'inspect'>;
  readonly queue: JobQueue;
  readonly sweep: SweepNow;
  readonly send: SendWebhook;
  readonly metrics?: Metrics | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Milliseconds; see {@link TaskRunner}. */
  readonly lease: number;
}

export function createWork(parts: WorkParts): TaskRunner {
  const { work: store, photos, blobs, vault, inspector, queue, clock, ids, log, lease } = parts;
  const inspect: PhotoInspector['inspect'] = (bytes, options) =>
    measureInspection(parts, () => inspector.inspect(bytes, options));
  return createTaskRunner({
    tasks: store,
    queue,
    clock,
    ids,
    log,
    lease,
    handlers: {
      plan: planHandler({ store, clock, ids, log }),
      part: partHandler({ store, photos, blobs, vault, inspector: { inspect }, clock, ids }),
      sweep: sweepHandler({ store, clock, sweep: parts.sweep }),
      upload: uploadHandler({ store, photos, blobs, vault, inspect, clock, ids, log }),
      delivery: deliveryHandler({ store, send: parts.send, clock }),
    },
  });
}

/** Forgets what ended long ago. */
export async function forgetOldWork(store: WorkStore, clock: Clock): Promise<void> {
  const day = 24 * 60 * 60 * 1000;
  const before = (days: number) => new Date(clock() - days * day).toISOString();
  await store.forgetJobsBefore(before(keptDays), before(1));
  await store.forgetWaitingBefore(before(keptDays), before(1));
  await store.forgetDeliveriesBefore(before(deliveryDays));
}
