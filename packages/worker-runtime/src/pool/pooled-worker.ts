/** A worker of a pool, from its start until it is ready to inspect. */
import { LivePhotoError } from '@livephoto/core';
import type { Endpoint } from 'comlink';
import { connectInspector, type RemoteInspector } from './connect-inspector.ts';

/** A worker as a runtime starts it. */
export interface WorkerHandle {
  readonly endpoint: Endpoint;
  /** Settles when the worker has ended, for whatever reason, with what is known of it. */
  readonly ended: Promise<Error | undefined>;
  /** Ends the worker at once. */
  terminate(): Promise<void>;
}

export interface PooledWorker {
  readonly handle: WorkerHandle;
  readonly inspector: RemoteInspector;
  /** Rejects when the worker ends. */
  readonly lost: Promise<never>;
}

/** Milliseconds that a worker may take to load its models. */
const startLimit = 120_000;

/**
 * Waits until it is ready.
 * @throws {LivePhotoError} what kept it from starting, `model_missing` for one; it is ended then.
 */
export async function startWorker(handle: WorkerHandle): Promise<PooledWorker> {
  const lost = handle.ended.then((error): never => {
    throw new LivePhotoError('inference_failed', 'The worker that inspected the photo ended', {
      cause: error,
    });
  });
  lost.catch(() => {});
  const worker = { handle, inspector: connectInspector(handle.endpoint), lost };
  const timer = setTimeout(() => handle.terminate(), startLimit);
  try {
    await Promise.race([worker.inspector.ready(), lost]);
  } catch (error) {
    await handle.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return worker;
}
