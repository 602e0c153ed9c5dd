/** The job `sweep`: what the server does by the clock, now. */
import type { Clock } from '@livephoto/core';
import type { WorkStore } from '../store/work-store.ts';
import { describe } from './plan-job.ts';
import type { TaskHandler } from './task-runner.ts';

export type SweepNow = (dryRun: boolean) => Promise<Readonly<Record<string, number | string>>>;

export function sweepHandler(options: {
  readonly store: WorkStore;
  readonly clock: Clock;
  readonly sweep: SweepNow;
}): TaskHandler {
  const { store, clock } = options;
  const now = () => new Date(clock()).toISOString();
  return {
    async run(task) {
      await store.beginJob(task.subject, now());
      const job = await store.findJob(task.subject);
      if (job?.state !== 'running') return store.finishTask(task);
      await store.endSweep(task, await options.sweep(job.options.dryRun === true), now());
    },
    giveUp: (task, error) => store.failJob(task.subject, describe(error), now()),
  };
}
