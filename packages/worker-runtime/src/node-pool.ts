/** Node's entry to pools: inspectors in worker threads. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { NodeInspectorOptions } from './node/create-inspector.ts';
import { assertNode } from './node/node-version.ts';
import {
  createInspectorPool,
  type InspectorPool,
  type InspectorPoolOptions,
  type WorkerHandle,
} from './pool/inspector-pool.ts';

/** A pool's options, and those of the inspectors in it. */
export type NodeInspectorPoolOptions = NodeInspectorOptions &
  Omit<InspectorPoolOptions, 'spawn' | 'size'> & {
    /** @default as many as the machine has cores */
    readonly size?: number | undefined;
  };

/**
 * @example
 * const pool = await createNodeInspectorPool({ policy: 'strict' });
 * const report = await pool.inspect(bytes);
 * await pool.close();
 *
 * @throws {LivePhotoError} `model_missing` when the models are not built; `unsupported_runtime` on a Node that is too old.
 */
export async function createNodeInspectorPool(
  options: NodeInspectorPoolOptions = {},
): Promise<InspectorPool> {
  assertNode();
  const { size = availableParallelism(), queueLimit, timeLimit, onWorkerLost, ...inspector } = options;
  return createInspectorPool({
    spawn: () => spawnNodeWorker(workerFile(), { workerData: inspector }),
    size,
    queueLimit,
    timeLimit,
    onWorkerLost,
  });
}

/** Starts a worker thread (a built file, whatever flags a test runner gave this process) that has `exposeInspector` in it. */
export function spawnNodeWorker(file: string | URL, options: WorkerOptions): WorkerHandle {
  const worker = new Worker(file, { execArgv: [], ...options });
  const ended = new Promise<Error | undefined>((resolve) => {
    worker.once('error', resolve);
    worker.once('exit', (code) =>
      resolve(code === 0 ? undefined : new Error(`Worker ended with code ${code}`)),
    );
  });
  return {
    endpoint: nodeEndpoint(worker),
    ended,
    async terminate() {
      await worker.terminate();
    },
  };
}

/** The built worker, also when this file is run from its source. */
function workerFile(): string {
  const built = import.meta.url.endsWith('.ts') ? '../dist/node-worker.js' : './node-worker.js';
  return fileURLToPath(new URL(built, import.meta.url));
}
