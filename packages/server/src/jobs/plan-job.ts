/** Divides a job into parts, a few ahead of those that do them. */
import type { Clock, Ids } from '@livephoto/core';
import type { Log } from '../log.ts';
import type { Task } from '../store/tasks.ts';
import type { WorkStore } from '../store/work-store.ts';
import type { TaskHandler } from './task-runner.ts';
import { exportPart, openParts, planAgain, reinspectPart } from './tuning.ts';

export function planHandler(options: {
  readonly store: WorkStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}): TaskHandler {
  const { store, clock, log } = options;
  const now = (later = 0) => new Date(clock() + later).toISOString();
  return {
    async run(plan, signal) {
      await store.beginJob(plan.subject, now());
      let job = await store.findJob(plan.subject);
      if (job?.state !== 'running') return store.finishTask(plan);
      if (job.total === null) {
        // Only for the progress: among very many photos a count takes longer than a database may be asked for.
        await store
          .countJobPhotos(job)
          .catch((error: unknown) => log.warn({ err: error, job: plan.subject }, 'photos not counted'));
      }
      const size = job.type === 'export' ? exportPart : reinspectPart;
      let room = openParts - (await store.countParts(job.id));
      while (!signal.aborted) {
        if (room <= 0) return store.postpone(plan, now(planAgain), 0);
        const photos = await store.listJobPhotos(job, job.cursor, size);
        const [first, last] = [photos[0], photos.at(-1)];
        if (first === undefined || last === undefined) return store.endPlan(plan, now());
        const part: Task = {
          id: `${job.id}.${first}`,
          kind: 'part',
          subject: job.id,
          body: { first, last },
          dueAt: now(),
          createdAt: now(),
        };
        if (!(await store.addPart(plan, job, last, part))) {
          // Cancelled, or this plan is in other hands.
          return store.finishTask(plan);
        }
        job = { ...job, cursor: last };
        room -= 1;
      }
      signal.throwIfAborted();
    },

    giveUp: (plan, error) => store.failJob(plan.subject, describe(error), now()),
  };
}

/** What a job says of an error that ended it. */
export function describe(error: unknown): { readonly type: string; readonly message: string } {
  const known = error as { readonly type?: string; readonly message?: string };
  return typeof known.type === 'string'
    ? { type: known.type, message: known.message ?? known.type }
    : { type: 'internal_server_error', message: 'It failed again and again: the log of the server says why' };
}
