/** Inspects the photos of a run in this thread or in several, and answers them in the order asked for. */

import { fileURLToPath } from 'node:url';
import { type Inspector, LivePhotoError, type Policy } from '@livephoto/core';
import type { NodeBackend } from '@livephoto/worker-runtime/node';
import type { PhotoSource } from '../inputs/photo-source.ts';
import type { Terminal } from '../terminal.ts';
import { inspectPhoto, type PhotoJob, toLivePhotoError } from './photo-job.ts';
import type { PhotoResult } from './photo-result.ts';
import type { PortableSource, WorkerAnswer, WorkerOptions } from './photo-worker.ts';

export interface RunOptions {
  readonly policy: Policy;
  readonly backend: NodeBackend;
  readonly performLivenessCheck: boolean;
  /** Where a photo's annotated picture goes; undefined when none is drawn. */
  readonly pictureOf?: ((source: PhotoSource) => string) | undefined;
  readonly thumbnails: boolean;
  /** Threads; 1 is this one. */
  readonly workers: number;
}

export interface PhotoRun {
  /** @throws {LivePhotoError} what would meet every photo; the terminal's reason when it was stopped. */
  inspect(source: PhotoSource): Promise<PhotoResult>;
  close(): Promise<void>;
}

/** @throws {LivePhotoError} `model_missing` when the models are not built. */
export async function createRun(options: RunOptions, terminal: Terminal): Promise<PhotoRun> {
  const jobOf = (source: PhotoSource): PhotoJob => ({
    source,
    picture: options.pictureOf?.(source),
    thumbnail: options.thumbnails,
    performLivenessCheck: options.performLivenessCheck,
  });
  const stopped = (error: unknown) => (terminal.signal.aborted ? terminal.signal.reason : error);
  const { createNodeInspector } = await import('@livephoto/worker-runtime/node');
  const here = lazily(() => createNodeInspector({ policy: options.policy, backend: options.backend }));
  const inspectHere = async (source: PhotoSource) => {
    try {
      return await inspectPhoto(jobOf(source), await here.get(), terminal);
    } catch (error) {
      throw stopped(error);
    }
  };
  if (options.workers === 1) {
    // Before anything is read: without models nothing will come of it.
    await here.get();
    return { inspect: inspectHere, close: here.dispose };
  }
  const { Tinypool } = await import('tinypool');
  const workerData: WorkerOptions = {
    policy: options.policy,
    backend: options.backend,
    draws: options.thumbnails || options.pictureOf !== undefined,
  };
  const pool = new Tinypool({
    filename: fileURLToPath(new URL('./batch/photo-worker.js', import.meta.url)),
    runtime: 'worker_threads',
    minThreads: options.workers,
    maxThreads: options.workers,
    workerData,
  });
  return {
    async inspect(source) {
      // Standard input is this process's, and what is unreadable is so without a thread.
      if (!isPortable(source)) return inspectHere(source);
      let answer: WorkerAnswer;
      try {
        answer = await pool.run({ ...jobOf(source), source }, { signal: terminal.signal });
      } catch (error) {
        if (terminal.signal.aborted) throw terminal.signal.reason;
        // The thread died of this photo; another has taken its place.
        return { name: source.name, error: toLivePhotoError(error).toJSON() };
      }
      if ('result' in answer) return answer.result;
      throw stopped(LivePhotoError.fromJSON(answer.fatal));
    },
    async close() {
      await pool.destroy();
      await here.dispose();
    },
  };
}

function isPortable(source: PhotoSource): source is PortableSource {
  return source.kind !== 'stdin' && source.kind !== 'unreadable';
}

function lazily(create: () => Promise<Inspector>) {
  let made: Promise<Inspector> | undefined;
  return {
    get: () => {
      made ??= create();
      return made;
    },
    dispose: async () => {
      await (await made?.catch(() => undefined))?.dispose();
    },
  };
}

/**
 * Results in the order of `sources`, with a few photos under way ahead of the one that is waited for.
 * @param begin told of each photo when it is its turn.
 */
export async function* inOrder(
  sources: readonly PhotoSource[],
  {
    inspect,
    ahead,
    begin,
  }: {
    readonly inspect: (source: PhotoSource) => Promise<PhotoResult>;
    readonly ahead: number;
    readonly begin: (name: string) => void;
  },
): AsyncGenerator<PhotoResult> {
  const underWay: Promise<PhotoResult>[] = [];
  let started = 0;
  for (const [index, source] of sources.entries()) {
    begin(source.name);
    for (; started < Math.min(index + ahead, sources.length); started++) {
      const job = inspect(sources[started]!);
      // Said when its turn comes, not as an error that nobody waits for.
      job.catch(() => {});
      underWay.push(job);
    }
    yield await underWay.shift()!;
  }
}
