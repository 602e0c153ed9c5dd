/** One inspection that waits for a worker or is with one, and what its caller hears where it comes to nothing. */
import { LivePhotoError, throwIfAborted } from '@livephoto/core';
import type { RemoteInspector } from './connect-inspector.ts';
import type { FairQueue } from './fair-queue.ts';

export interface Job {
  readonly signal: AbortSignal | undefined;
  /** Whether another worker may do it when one is lost. */
  canRepeat: boolean;
  /** Hands the job to a worker; settles when the worker has answered. */
  work(inspector: RemoteInspector): Promise<unknown>;
  resolve(report: unknown): void;
  reject(error: unknown): void;
}

/** A job that leaves the queue, and answers its caller, when its signal fires. */
export function abortable(job: Job, queue: FairQueue<Job>): Job {
  const { signal } = job;
  if (!signal) return job;
  const onAbort = () => {
    queue.remove(watched);
    try {
      throwIfAborted(signal);
    } catch (error) {
      watched.reject(error);
    }
  };
  const watched: Job = {
    ...job,
    resolve: (report) => {
      signal.removeEventListener('abort', onAbort);
      job.resolve(report);
    },
    reject: (error) => {
      signal.removeEventListener('abort', onAbort);
      job.reject(error);
    },
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return watched;
}

/** What the caller of a job hears whose worker crashed: the pool has seen to the rest. */
export function crashed({ cause }: LivePhotoError): LivePhotoError {
  return new LivePhotoError(
    'inference_failed',
    'The inference runtime crashed while it inspected this photo; a new worker takes its place: try again',
    { cause },
  );
}

export function unavailable(message: string): LivePhotoError {
  return new LivePhotoError('service_unavailable', message);
}
