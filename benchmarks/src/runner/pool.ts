/** Inspects photos in several processes at once; one that dies or hangs costs its photo, not the run. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ErrorType, errorStatus, LivePhotoError } from '@livephoto/core';
import type { FromWorker, Job, Observation, ToWorker } from './protocol.ts';

export interface PoolOptions {
  /** The built worker. */
  readonly worker: URL;
  readonly size: number;
  readonly policy: string;
  /** Milliseconds that one photo may take. @default 60 000 */
  readonly timeLimit?: number;
}

/** Waits for its turn, then inspects; never rejects for what a photo does to the inspector. */
export interface Pool {
  readonly size: number;
  /** @throws {LivePhotoError} `inspection_aborted` after `close`; or what kept a new worker from starting. */
  inspect(job: Job): Promise<Observation>;
  close(): void;
}

/**
 * Starts all workers and waits until they are ready.
 * @throws {LivePhotoError} what kept a worker from starting, `model_missing` for one.
 */
export async function startPool(options: PoolOptions): Promise<Pool> {
  const idle: Worker[] = [];
  const waiting: ((worker: Worker) => void)[] = [];
  const all = new Set<Worker>();
  let closed = false;

  const add = async () => {
    if (closed) throw new LivePhotoError('inspection_aborted', 'The pool is closed');
    const worker = await startWorker(options);
    if (closed) worker.stop();
    all.add(worker);
    return worker;
  };
  const free = (worker: Worker) => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  const close = () => {
    closed = true;
    for (const worker of all) worker.stop();
    all.clear();
  };

  const started = await Promise.allSettled(Array.from({ length: options.size }, add));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    close();
    throw failed.reason;
  }
  for (const worker of all) free(worker);

  return {
    size: options.size,
    async inspect(job) {
      let worker = idle.pop() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)));
      try {
        if (!worker.alive()) {
          all.delete(worker);
          worker = await add();
        }
        return await worker.inspect(job);
      } finally {
        free(worker);
      }
    },
    close,
  };
}

interface Worker {
  alive(): boolean;
  inspect(job: Job): Promise<Observation>;
  stop(): void;
}

async function startWorker({ worker, policy, timeLimit = 60_000 }: PoolOptions): Promise<Worker> {
  const child = fork(fileURLToPath(worker), [policy], { serialization: 'advanced', execArgv: [] });
  await ready(child);
  let lastId = 0;
  return {
    alive: () => child.connected && child.exitCode === null && child.signalCode === null,
    stop: () => child.kill('SIGKILL'),
    inspect: (job) =>
      new Promise((resolve) => {
        const id = ++lastId;
        const settle = (observation: Observation) => {
          clearTimeout(timer);
          child.off('message', onMessage).off('exit', onExit);
          resolve(observation);
        };
        const onMessage = (message: FromWorker) => {
          if (message.kind === 'done' && message.id === id) settle(message.observation);
        };
        const onExit = (code: number | null, signal: string | null) =>
          settle({
            error: { type: 'crashed', message: `The worker ended with ${signal ?? `code ${code}`}` },
          });
        const timer = setTimeout(() => {
          child.disconnect();
          child.kill('SIGKILL');
          settle({ error: { type: 'timed_out', message: `No answer within ${timeLimit / 1000} s` } });
        }, timeLimit);
        child.on('message', onMessage).on('exit', onExit);
        child.send({ id, ...job } satisfies ToWorker, (error) => {
          if (error) settle({ error: { type: 'crashed', message: error.message } });
        });
      }),
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: FromWorker) => {
      child.off('exit', onExit);
      if (message.kind === 'ready') resolve();
      else if (message.kind === 'unusable') reject(startError(message.error.type, message.error.message));
    });
    const onExit = (code: number | null, signal: string | null) =>
      reject(
        startError('internal_server_error', `A worker ended at its start with ${signal ?? `code ${code}`}`),
      );
    child.once('exit', onExit);
  });
}

function startError(type: string, message: string): LivePhotoError {
  const known = Object.hasOwn(errorStatus, type) ? (type as ErrorType) : 'internal_server_error';
  const wayOut = known === 'model_missing' && !message.includes('pnpm models build');
  return new LivePhotoError(known, wayOut ? `${message} (run: pnpm models build)` : message);
}
