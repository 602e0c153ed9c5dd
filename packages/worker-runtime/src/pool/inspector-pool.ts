/** Inspections spread over workers: a bounded queue with turns, a time limit for each job, a new worker for each that dies. */
import {
  type Capture,
  type CaptureChallenge,
  type CaptureOptions,
  type InspectionReport,
  isTrap,
  LivePhotoError,
  type RgbImage,
  throwIfAborted,
} from '@livephoto/core';
import type { RemoteInspectOptions, RemoteInspector } from './connect-inspector.ts';
import { FairQueue, type Share } from './fair-queue.ts';
import { abortable, crashed, type Job, unavailable } from './pool-job.ts';
import { type PooledWorker, startWorker, type WorkerHandle } from './pooled-worker.ts';
import type { AnyCaptureReport } from './protocol.ts';

export type { WorkerHandle } from './pooled-worker.ts';

/** How workers are started, how many, and what may wait for them. */
export interface InspectorPoolOptions {
  spawn(): WorkerHandle;
  /** Workers, each with models of its own. */
  readonly size: number;
  /** Jobs that may wait for a worker. @default 8 for each worker */
  readonly queueLimit?: number | undefined;
  /** Milliseconds that one inspection may take, waiting not counted. @default 30 000 */
  readonly timeLimit?: number | undefined;
  /** Told of every worker that ended unasked. */
  readonly onWorkerLost?: ((error: Error) => void) | undefined;
}

/** How many workers there are, and what they do. */
export interface PoolStats {
  readonly size: number;
  /** Workers that are ready or at work. */
  readonly alive: number;
  readonly busy: number;
  readonly queued: number;
  /** Workers lost since the start. */
  readonly lost: number;
}

/** `caller` and `cost` decide on a job's turn where jobs wait: callers take turns, weighed by the cost. */
export interface PoolInspectOptions extends RemoteInspectOptions, Share {}

/** Inspectors in workers that share the photos among them, until it is closed. */
export interface InspectorPool {
  /**
   * @param options `transfer` hands the bytes over when a worker takes the job: leave them alone from the call on.
   * @throws {LivePhotoError} what the inspector throws; `service_unavailable` when the queue is full, of this
   *   caller's jobs more than of others', or the pool closes; `inference_failed` when the worker crashed or ran
   *   out of time, or died twice of this job (once, where its bytes were handed over): a new one takes its place.
   */
  inspect(bytes: Uint8Array, options?: PoolInspectOptions): Promise<InspectionReport>;
  /** As `inspect`, of upright pixels that never were a file. */
  inspectPixels(image: RgbImage, options?: PoolInspectOptions): Promise<InspectionReport<null>>;
  /** As the inspector's own. @throws {LivePhotoError} as `inspect` does. */
  inspectCapture(
    capture: Capture,
    challenge: CaptureChallenge,
    options?: CaptureOptions & Share,
  ): Promise<AnyCaptureReport>;
  fingerprint(bytes: Uint8Array, options?: Share & Pick<CaptureOptions, 'signal'>): Promise<string>;
  stats(): PoolStats;
  /** Finishes what was accepted, then ends the workers. */
  close(): Promise<void>;
}

/** Milliseconds between two tries to start a worker, at most. */
const longestPause = 30_000;
/**
 * Starts all workers and waits until they are ready.
 * @throws {LivePhotoError} what kept a worker from starting, `model_missing` for one.
 */
export async function createInspectorPool(options: InspectorPoolOptions): Promise<InspectorPool> {
  const { size, queueLimit = size * 8, timeLimit = 30_000 } = options;
  const alive = new Set<PooledWorker>();
  const idle: PooledWorker[] = [];
  const queue = new FairQueue<Job>();
  let lost = 0;
  let starting = 0;
  let closing = false;
  let onDrained = () => {};

  const start = async (): Promise<PooledWorker> => {
    const worker = await startWorker(options.spawn());
    alive.add(worker);
    worker.handle.ended.then((error) => onEnded(worker, error));
    return worker;
  };
  const checkDrained = () => {
    if (closing && queue.length === 0 && idle.length === alive.size) onDrained();
  };

  const onEnded = (worker: PooledWorker, error: Error | undefined) => {
    if (!alive.delete(worker)) return;
    const position = idle.indexOf(worker);
    if (position >= 0) idle.splice(position, 1);
    lost += 1;
    options.onWorkerLost?.(error ?? new Error('An inspection worker ended'));
    if (closing && queue.length === 0) checkDrained();
    else replace(0);
  };

  const replace = async (attempt: number) => {
    starting += 1;
    try {
      const worker = await start();
      starting -= 1;
      free(worker);
    } catch (error) {
      starting -= 1;
      options.onWorkerLost?.(error as Error);
      // With no worker left, whoever waits hears of it rather than waiting for one that may never come.
      if (hopeless()) for (const job of queue.clear()) job.reject(unavailable('No inspection worker is up'));
      if (closing) checkDrained();
      else setTimeout(() => replace(attempt + 1), Math.min(longestPause, 500 * 2 ** attempt));
    }
  };
  const hopeless = () => alive.size === 0 && starting === 0;

  const free = (worker: PooledWorker) => {
    if (!alive.has(worker)) return;
    const job = queue.shift();
    if (job) run(worker, job);
    else idle.push(worker);
    checkDrained();
  };

  const run = async (worker: PooledWorker, job: Job) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(new LivePhotoError('inference_failed', `The inspection took longer than ${timeLimit} ms`)),
        timeLimit,
      );
    });
    let answered = false;
    const work = job.work(worker.inspector).finally(() => {
      answered = true;
    });
    try {
      job.resolve(await Promise.race([work, late, worker.lost]));
    } catch (error) {
      if (job.canRepeat && !alive.has(worker) && !job.signal?.aborted) {
        // Whatever ended it, another one may know better; a job that ends that as well is not tried again.
        job.canRepeat = false;
        clearTimeout(timer);
        const another = idle.pop();
        if (another) run(another, job);
        else queue.unshift(job);
        return;
      }
      if (isTrap(error)) {
        onEnded(worker, error as LivePhotoError);
        answered = false;
        job.reject(crashed(error as LivePhotoError));
      } else {
        job.reject(error);
      }
    }
    clearTimeout(timer);
    if (answered) free(worker);
    else await worker.handle.terminate();
  };

  const submit = <Report>(
    { signal, caller, cost, transfer = false }: PoolInspectOptions,
    work: (inspector: RemoteInspector) => Promise<Report>,
  ): Promise<Report> =>
    new Promise((resolve, reject) => {
      throwIfAborted(signal);
      if (closing) throw unavailable('The server is shutting down');
      const worker = idle.pop();
      if (!worker && hopeless()) throw unavailable('No inspection worker is up');
      const share = { caller, cost };
      if (!worker && queue.length >= queueLimit) {
        const displaced = queue.displace(share);
        const full = unavailable('The inspection queue is full: try again in a moment');
        if (!displaced) throw full;
        displaced.reject(full);
      }
      const job = abortable(
        { signal, canRepeat: !transfer, work, resolve: (report) => resolve(report as Report), reject },
        queue,
      );
      if (worker) {
        queue.pass(share);
        run(worker, job);
      } else queue.push(job, share);
    });

  const first = await Promise.allSettled(Array.from({ length: size }, start));
  const failure = first.find((result) => result.status === 'rejected');
  if (failure) {
    closing = true;
    await Promise.all([...alive].map((worker) => worker.handle.terminate()));
    throw failure.reason;
  }
  for (const worker of alive) idle.push(worker);

  return {
    inspect: (bytes, inspectOptions = {}) =>
      submit(inspectOptions, (inspector) => inspector.inspect(bytes, inspectOptions)),

    inspectPixels: (image, inspectOptions = {}) =>
      submit(inspectOptions, (inspector) => inspector.inspectPixels(image, inspectOptions)),

    inspectCapture: (capture, challenge, captureOptions = {}) =>
      submit(captureOptions, (inspector) => inspector.inspectCapture(capture, challenge, captureOptions)),

    fingerprint: (bytes, options = {}) =>
      submit(options, (inspector) => inspector.fingerprint(bytes, options.signal)),

    stats: () => ({
      size,
      alive: alive.size,
      busy: alive.size - idle.length,
      queued: queue.length,
      lost,
    }),

    async close() {
      if (!closing) {
        closing = true;
        if (idle.length < alive.size || queue.length > 0) {
          await new Promise<void>((resolve) => {
            onDrained = resolve;
          });
        }
      }
      const workers = [...alive];
      alive.clear();
      idle.length = 0;
      await Promise.all(workers.map((worker) => worker.handle.terminate()));
    },
  };
}
