/** The product's own pool of workers, whose every answer becomes an observation: errors are counted, not thrown. */
import { LivePhotoError, type Policy } from '@livephoto/core';
import { createNodeInspectorPool } from '@livephoto/worker-runtime/node-pool';
import { type Observation, stableReport } from './observation.ts';

export interface Pool {
  readonly size: number;
  /** @throws {LivePhotoError} `inspection_aborted` when `signal` fires, `service_unavailable` when no worker is left. */
  inspect(
    bytes: Uint8Array,
    options: { readonly performLivenessCheck: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<Observation>;
  close(): Promise<void>;
}

/** Milliseconds that one photo may take, on a busy machine. */
const timeLimit = 60_000;

/**
 * Starts all workers and waits until they are ready.
 * @throws {LivePhotoError} `model_missing` when the models are not built
 */
export async function startPool(size: number, policy: Policy): Promise<Pool> {
  const pool = await createNodeInspectorPool({ size, policy, timeLimit });
  return {
    size,
    async inspect(bytes, options) {
      try {
        return { report: stableReport(await pool.inspect(bytes, options)) };
      } catch (error) {
        if (!(error instanceof LivePhotoError)) throw error;
        if (error.type === 'inspection_aborted' || error.type === 'service_unavailable') throw error;
        return { error: { type: error.type, message: error.message } };
      }
    },
    close: () => pool.close(),
  };
}
