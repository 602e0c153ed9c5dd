/** Starts the threads that inspect, in the way of the runtime that this is. */
import { LivePhotoError, type PolicyLike } from '@livephoto/core';
import type { InspectorPool } from '@livephoto/worker-runtime';

export interface PoolSettings {
  readonly policy: PolicyLike | undefined;
  readonly backend: 'wasm' | 'onnxruntime' | 'native';
  readonly size: number;
  readonly timeLimit: number | undefined;
  readonly queueLimit: number;
}

/** @throws {LivePhotoError} `unsupported_runtime` for the native backend elsewhere than on Node, and what the pool throws. */
export async function startPool({ backend, policy, ...limits }: PoolSettings): Promise<InspectorPool> {
  // The other way's modules do not load everywhere.
  if (!hasWebWorkers()) {
    const { createNodeInspectorPool } = await import('@livephoto/worker-runtime/node-pool');
    return createNodeInspectorPool({ backend, ...(policy === undefined ? {} : { policy }), ...limits });
  }
  if (backend === 'native') {
    throw new LivePhotoError(
      'unsupported_runtime',
      "The native backend is Node's alone: leave it out, or run this in Node",
      { param: 'backend' },
    );
  }
  const { createWebInspectorPool, installedFiles } = await import('@livephoto/worker-runtime/web-pool');
  return createWebInspectorPool({
    ...installedFiles({ onnxruntime: backend === 'onnxruntime' }),
    policy,
    ...limits,
  });
}

/** Bun and Deno have threads as browsers have them; Node has its own. */
function hasWebWorkers(): boolean {
  const { bun, deno } = process.versions as Record<string, string | undefined>;
  return bun !== undefined || deno !== undefined;
}
