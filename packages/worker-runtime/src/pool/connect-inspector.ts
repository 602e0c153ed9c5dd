/** The caller's half: a worker's inspector as if it were here. */
import { type InspectionReport, type InspectOptions, throwIfAborted } from '@livephoto/core';
import { type Endpoint, transfer, wrap } from 'comlink';
import { type InspectorService, unwrap } from './protocol.ts';

export interface RemoteInspectOptions extends InspectOptions {
  /**
   * Hands `bytes` over without a copy; they are empty here from then on.
   * @default false
   */
  readonly transfer?: boolean | undefined;
}

export interface RemoteInspector {
  /** @throws {LivePhotoError} why the worker cannot inspect, `model_missing` for one. */
  ready(): Promise<void>;
  /**
   * @throws {LivePhotoError} as the inspector in the worker does; `inspection_aborted` when `signal` fired, once the
   *   worker has stopped or is done.
   */
  inspect(bytes: Uint8Array, options?: RemoteInspectOptions): Promise<InspectionReport>;
  dispose(): Promise<void>;
}

/**
 * @param endpoint a worker with `exposeInspector` in it. Should it die, what is pending never settles: who owns the
 *   worker watches it.
 */
export function connectInspector(endpoint: Endpoint): RemoteInspector {
  const service = wrap<InspectorService>(endpoint);
  let jobs = 0;

  return {
    async ready() {
      unwrap(await service.ready());
    },

    async inspect(bytes, { performLivenessCheck = true, signal, transfer: handOver } = {}) {
      throwIfAborted(signal);
      jobs += 1;
      const job = jobs;
      // A view would take its whole buffer along, and a copy leaves the caller's bytes usable. No slice(): a Buffer's
      // is a view again.
      const whole = bytes.byteLength === bytes.buffer.byteLength;
      const sent = handOver && whole ? bytes : new Uint8Array(bytes);
      const answer = service.inspect(job, transfer(sent, [sent.buffer]), { performLivenessCheck });
      const onAbort = () => void service.abort(job);
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        const report = unwrap(await answer);
        // A worker in the middle of a stage hears of the abort when it is done.
        throwIfAborted(signal);
        return report;
      } finally {
        signal?.removeEventListener('abort', onAbort);
      }
    },

    async dispose() {
      await service.dispose();
    },
  };
}
