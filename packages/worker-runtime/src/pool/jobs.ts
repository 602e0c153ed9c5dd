/** One job over a worker's boundary, both halves: what of its options is no data becomes messages. */
import {
  type CaptureOptions,
  type InspectionProgress,
  type InspectOptions,
  type TurningSignal,
  throwIfAborted,
} from '@livephoto/core';
import type { Endpoint } from 'comlink';
import {
  isProgressMessage,
  type JobOptions,
  type ProgressMessage,
  type Reply,
  reply,
  unwrap,
} from './protocol.ts';

/** Sends one job and settles with its answer. */
export type JobCaller = <Value>(
  options: InspectOptions & CaptureOptions,
  send: (job: number, options: JobOptions) => Promise<Reply<Value>>,
) => Promise<Value>;

/**
 * The caller's half.
 * @param endpoint where progress comes from.
 * @param abortJob asks the worker to stop a job.
 */
export function createJobCaller(endpoint: Endpoint, abortJob: (job: number) => Promise<void>): JobCaller {
  const listeners = new Map<number, (progress: InspectionProgress) => void>();
  let jobs = 0;
  endpoint.addEventListener('message', (event) => {
    const { data } = event as MessageEvent<unknown>;
    if (isProgressMessage(data)) listeners.get(data.livephotoJob)?.(data.progress);
  });

  return async (inspectOptions, send) => {
    const { performLivenessCheck = true, inspections, failFast = false, upright = false } = inspectOptions;
    const { policy, prints = false } = inspectOptions;
    const { onProgress, signal } = inspectOptions;
    throwIfAborted(signal);
    jobs += 1;
    const job = jobs;
    const abort = () => void abortJob(job);
    let thrown: { readonly error: unknown } | undefined;
    if (onProgress) {
      listeners.set(job, (progress) => {
        try {
          if (!thrown) onProgress(progress);
        } catch (error) {
          thrown = { error };
          abort();
        }
      });
    }
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const answer = await send(job, {
        performLivenessCheck,
        inspections,
        failFast,
        upright,
        prints,
        policy,
        abortable: signal !== undefined || onProgress !== undefined,
        progress: onProgress !== undefined,
      });
      if (thrown) throw thrown.error;
      const report = unwrap(answer);
      // A worker in the middle of a stage hears of the abort when it is done.
      throwIfAborted(signal);
      return report;
    } finally {
      signal?.removeEventListener('abort', abort);
      listeners.delete(job);
    }
  };
}

/** The worker's end of jobs: does them, and stops them. */
export interface JobAnswerer {
  /** Does a job with its options whole again. */
  answer<Value>(
    job: number,
    options: JobOptions,
    work: (options: InspectOptions) => Promise<Value>,
  ): Promise<Reply<Value>>;
  /** Stops a job at its next stage; none is no error. */
  abort(job: number): void;
}

/**
 * The worker's half.
 * @param endpoint where progress goes.
 */
export function createJobAnswerer(endpoint: Pick<Endpoint, 'postMessage'>): JobAnswerer {
  const running = new Map<number, AbortController>();
  return {
    async answer(job, { abortable, progress, ...options }, work) {
      const controller = new AbortController();
      // What fires it is a message, which a message of one's own comes after: no need to wait for a timer.
      const signal: TurningSignal = Object.assign(controller.signal, { nextTurn: messageToOneself });
      running.set(job, controller);
      const onProgress = (event: InspectionProgress) =>
        endpoint.postMessage({ livephotoJob: job, progress: event } satisfies ProgressMessage);
      const answered = await reply(() =>
        work({
          ...options,
          ...(abortable ? { signal } : {}),
          ...(progress ? { onProgress } : {}),
        }),
      );
      running.delete(job);
      return answered;
    },

    abort(job) {
      running.get(job)?.abort();
    },
  };
}

function messageToOneself(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
