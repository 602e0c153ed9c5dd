/** The caller's half: a worker's inspector as if it were here. */
import type {
  Capture,
  CaptureChallenge,
  CaptureOptions,
  InspectionReport,
  InspectOptions,
  RgbImage,
} from '@livephoto/core';
import { type Endpoint, transfer, wrap } from 'comlink';
import { createJobCaller } from './jobs.ts';
import { type AnyCaptureReport, type InspectorService, unwrap } from './protocol.ts';

/** What may be asked of one inspection in a worker. */
export interface RemoteInspectOptions extends InspectOptions {
  /**
   * Hands the bytes or pixels over without a copy; they are empty here from then on. A view of a larger buffer is
   * copied all the same: its buffer would go as a whole.
   * @default false
   */
  readonly transfer?: boolean | undefined;
}

/** An inspector in a worker, seen from here. */
export interface RemoteInspector {
  /** @throws {LivePhotoError} why the worker cannot inspect, `model_missing` for one. */
  ready(): Promise<void>;
  /**
   * @throws {LivePhotoError} as the inspector in the worker does; `inspection_aborted` when `signal` fired, once the
   *   worker has stopped or is done. What `onProgress` throws, once the worker has stopped. After an error of which
   *   `isTrap` is true the worker can do no more: end it, and start another.
   */
  inspect(bytes: Uint8Array, options?: RemoteInspectOptions): Promise<InspectionReport>;
  /** As `inspect`, of upright pixels that never were a file. */
  inspectPixels(image: RgbImage, options?: RemoteInspectOptions): Promise<InspectionReport<null>>;
  /** As the inspector's own; pictures are copied. */
  inspectCapture(
    capture: Capture,
    challenge: CaptureChallenge,
    options?: CaptureOptions,
  ): Promise<AnyCaptureReport>;
  fingerprint(bytes: Uint8Array, signal?: AbortSignal): Promise<string>;
  dispose(): Promise<void>;
}

/**
 * @param endpoint a worker with `exposeInspector` in it. Should it die, what is pending never settles: who owns the
 *   worker watches it.
 */
export function connectInspector(endpoint: Endpoint): RemoteInspector {
  const service = wrap<InspectorService>(endpoint);
  const run = createJobCaller(endpoint, (job) => service.abort(job));

  return {
    async ready() {
      unwrap(await service.ready());
    },

    inspect(bytes, options = {}) {
      return run(options, (job, jobOptions) => {
        const sent = sendable(bytes, options.transfer);
        return service.inspect(job, transfer(sent, [sent.buffer]), jobOptions);
      });
    },

    inspectPixels({ width, height, data }, options = {}) {
      return run(options, (job, jobOptions) => {
        const sent = sendable(data, options.transfer);
        return service.inspectPixels(job, transfer({ width, height, data: sent }, [sent.buffer]), jobOptions);
      });
    },

    inspectCapture(capture, challenge, options = {}) {
      return run(options, (job, jobOptions) => service.inspectCapture(job, capture, challenge, jobOptions));
    },

    fingerprint(bytes, signal) {
      return run({ signal }, (job, jobOptions) => service.fingerprint(job, bytes, jobOptions));
    },

    async dispose() {
      await service.dispose();
    },
  };
}

/** What can go to the other side without anything of the caller's being taken unasked. */
function sendable(bytes: Uint8Array, handOver = false): Uint8Array {
  // Handed over before, or never filled: the inspector says what it thinks of nothing.
  if (bytes.byteLength === 0) return new Uint8Array();
  const { buffer } = bytes;
  const whole = buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength;
  // No slice(): a Buffer's is a view again.
  return handOver && whole ? bytes : new Uint8Array(bytes);
}
