/**
 * Does tasks: tells a queue of those that are due, claims what the queue hands out, and sees that each is done, or put back, or
 * given up. Any number of processes may run one over the same database.
 */
import { type Clock, type Ids, LivePhotoError } from '@livephoto/core';
import type { Log } from '../log.ts';
import type { JobQueue, Receiver } from '../queues/job-queue.ts';
import type { ClaimedTask, TaskKind, TaskStore, Topic } from '../store/tasks.ts';
import { mostAttempts, mostClaims, retryFirst, retryLongest, tellAgain, tellAtOnce } from './tuning.ts';

export interface TaskHandler {
  /**
   * Does the task, and stores what it led to in the step that ends the task, or puts it back.
   * @param signal fires when the task is in other hands, or this process ends.
   * @throws when it should be tried again.
   */
  run(task: ClaimedTask, signal: AbortSignal): Promise<void>;
  /** It failed too often: says so where it is asked for. */
  giveUp(task: ClaimedTask, error: unknown): Promise<void>;
}

export interface RunnerOptions {
  readonly tasks: TaskStore;
  readonly queue: JobQueue;
  readonly handlers: Readonly<Record<TaskKind, TaskHandler>>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Milliseconds after which a task goes to another process when its own is not heard of. */
  readonly lease: number;
}

export interface TaskRunner {
  /** What a queue hands out. Never rejects for what a task does. */
  handle(id: string): Promise<void>;
  /** Tells the queue of tasks that it was not told of. @returns how many. */
  tell(): Promise<number>;
  /** Finds what was claimed by a process that is gone, or told to nobody, and tells of it again. */
  remind(): Promise<void>;
  receivers(concurrency: Readonly<Record<Topic, number>>): Readonly<Record<Topic, Receiver>>;
  /** Puts back what is being done. */
  stop(): void;
}

export function createTaskRunner(options: RunnerOptions): TaskRunner {
  const { tasks, queue, handlers, clock, ids, log, lease } = options;
  const at = (milliseconds: number) => new Date(clock() + milliseconds).toISOString();
  let stopped = false;
  /** One for each task: in Workers a signal belongs to the request that made it, and no other may touch it. */
  const running = new Set<AbortController>();
  const stop = (controller: AbortController) =>
    controller.abort(new LivePhotoError('service_unavailable', 'The server is stopping'));

  const run = async (task: ClaimedTask): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    let lost = false;
    running.add(controller);
    if (stopped) stop(controller);
    const heartbeat = setInterval(() => {
      tasks.renewClaim(task, at(lease)).then(
        (mine) => {
          if (mine) return;
          lost = true;
          controller.abort(new Error('The task is in other hands'));
        },
        // The database is away: the claim may still hold.
        () => {},
      );
    }, lease / 3);
    try {
      if (task.attempts > mostClaims) throw new Error('Whoever did it was gone, again and again');
      await handlers[task.kind].run(task, signal);
    } catch (error) {
      if (lost) return;
      await putBack(task, error, stopped);
    } finally {
      clearInterval(heartbeat);
      running.delete(controller);
    }
  };

  const putBack = async (task: ClaimedTask, error: unknown, stopped: boolean): Promise<void> => {
    try {
      if (stopped) return await tasks.postpone(task, at(0), task.attempts - 1);
      const busy = isBusy(error);
      if (!busy && (task.attempts >= mostAttempts || isFinal(error))) {
        log.error({ err: error, task: task.id, kind: task.kind }, 'task given up');
        await handlers[task.kind].giveUp(task, error);
        return await tasks.finishTask(task);
      }
      log.warn({ err: error, task: task.id, kind: task.kind }, 'task failed; it is tried again');
      const delay = Math.min(retryLongest, retryFirst * 2 ** (task.attempts - 1));
      await tasks.postpone(task, at(delay), busy ? Math.min(task.attempts, 6) : task.attempts);
      await runner.tell();
    } catch (failure) {
      // Its claim runs out, and somebody is reminded of it.
      log.warn({ err: failure, task: task.id }, 'task could not be put back');
    }
  };

  const runner: TaskRunner = {
    async handle(id) {
      if (stopped) return;
      const task = await tasks.claimTask(id, ids(), at(0), at(lease));
      if (task) await run(task);
    },

    async tell() {
      let told = 0;
      for (;;) {
        const untold = await tasks.takeUntold(at(0), tellAtOnce);
        if (untold.length === 0) return told;
        try {
          await queue.send(
            untold.map(({ id, kind, dueAt }) => ({
              id,
              kind,
              delay: Math.max(0, (Date.parse(dueAt) - clock()) / 1000),
            })),
          );
        } catch (error) {
          await tasks.untell(untold.map(({ id }) => id));
          throw error;
        }
        told += untold.length;
        if (untold.length < tellAtOnce) return told;
      }
    },

    remind: () => tasks.remind(at(0), at(-tellAgain)),

    receivers(concurrency) {
      const handle = (id: string) => runner.handle(id);
      return {
        uploads: { concurrency: concurrency.uploads, handle },
        deliveries: { concurrency: concurrency.deliveries, handle },
        jobs: { concurrency: concurrency.jobs, handle },
      };
    },

    stop() {
      stopped = true;
      for (const controller of running) stop(controller);
    },
  };
  return runner;
}

/** What passes by itself, however long it takes: full queues, stores that are away. */
function isBusy(error: unknown): boolean {
  return error instanceof LivePhotoError && error.status === 503;
}

/** Errors that another try would meet again. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof LivePhotoError && error.status < 500 && error.status !== 429 && error.status !== 499
  );
}
