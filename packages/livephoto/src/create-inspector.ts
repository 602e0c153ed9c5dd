/** One way to an inspector on Node, Bun and Deno: it works in threads of its own, and takes photos in whatever form they come. */

import type { PolicyLike } from '@livephoto/core';
import { type InspectionReport, type InspectOptions, LivePhotoError, resolvePolicy } from '@livephoto/core';
import pLimit from 'p-limit';
import { type PhotoInput, readPhoto } from './photo-input.ts';
import { startPool } from './start-pool.ts';

/** What decides, and where and how many photos at a time are inspected. */
export interface InspectorOptions {
  /** `default`, `strict`, `lenient`, `icao`, or the numbers that differ from one of them. @default 'default' */
  readonly policy?: PolicyLike | undefined;
  /**
   * `wasm` gives the same bits on every runtime. `onnxruntime`, the same models on onnxruntime-web, is slower; `native` is Node's alone.
   * Both are of other arithmetic (scores within 1).
   * @default 'wasm'
   */
  readonly backend?: 'wasm' | 'onnxruntime' | 'native' | undefined;
  /** Photos inspected at the same time, each in a thread with models of its own. Others wait for their turn. @default 1 */
  readonly workers?: number | undefined;
  /** Milliseconds that one inspection may take. @default 30 000 */
  readonly timeLimit?: number | undefined;
}

/** Inspects photos in threads of its own, until it is closed. */
export interface PhotoInspector extends AsyncDisposable {
  /**
   * Inspects one photo: a path, a URL, the bytes of a file, a `Blob` or `File`, or a stream of bytes. Call it as often at once
   * as you like: no more photos than there are workers are read and held in memory.
   *
   * Take no string from a stranger: it may name any file of this machine, or an address in its network.
   *
   * @throws {LivePhotoError} `invalid_request` (param `photo`) for what is no photo, with what to give in its place;
   *   `resource_not_found` for a file or URL that is not there; `payload_too_large` for more bytes than the policy allows;
   *   `service_unavailable` for a URL that cannot be reached; `image_unreadable` and `animated_image` for what
   *   cannot be decoded; `inspection_aborted` when `signal` fires; `inference_failed` once the inspector is closed.
   */
  inspect(photo: PhotoInput, options?: InspectOptions): Promise<InspectionReport>;
  /** Finishes what is under way and ends the threads; without it the process stays. `await using` calls it by itself. */
  close(): Promise<void>;
}

/**
 * @example
 * await using inspector = await createInspector({ policy: 'strict' });
 * const report = await inspector.inspect('selfie.jpg');
 * console.log(report.accepted);
 *
 * @throws {LivePhotoError} `invalid_request` for options that are wrong; `model_missing` or `model_invalid` for a package that is
 *   not whole; `unsupported_runtime` for the native backend elsewhere than on Node, and for a Node that is too old.
 */
export async function createInspector(options: InspectorOptions = {}): Promise<PhotoInspector> {
  const { policy, backend = 'wasm', workers = 1, timeLimit } = readOptions(options);
  const { maxBytes } = resolvePolicy(policy).image;
  const pool = await startPool({ policy, backend, size: workers, timeLimit, queueLimit: workers });
  const turns = pLimit(workers);
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const inspect = async (photo: PhotoInput, inspectOptions: InspectOptions): Promise<InspectionReport> => {
    const bytes = await readPhoto(photo, { maxBytes, signal: inspectOptions.signal });
    return pool.inspect(bytes, inspectOptions);
  };
  const close = () => {
    closing ??= Promise.allSettled(underWay).then(() => pool.close());
    return closing;
  };

  return {
    async inspect(photo, inspectOptions = {}) {
      if (closing) {
        throw new LivePhotoError('inference_failed', 'This inspector was closed: create another one');
      }
      assertInspectOptions(inspectOptions);
      const work = turns(() => inspect(photo, inspectOptions));
      underWay.add(work);
      return work.finally(() => underWay.delete(work));
    },

    close,
    [Symbol.asyncDispose]: close,
  };
}

/** @throws {LivePhotoError} `invalid_request` for what cannot be meant; a policy is checked where it is resolved. */
function readOptions(options: InspectorOptions): InspectorOptions {
  if (typeof options !== 'object' || options === null) {
    throw wrong('options', "createInspector takes an object, such as { policy: 'strict' }, or nothing");
  }
  const { backend = 'wasm', workers = 1, timeLimit = 1 } = options;
  if (backend !== 'wasm' && backend !== 'onnxruntime' && backend !== 'native') {
    throw wrong('backend', `The backend must be 'wasm', 'onnxruntime' or 'native', not '${String(backend)}'`);
  }
  if (!Number.isSafeInteger(workers) || workers < 1 || workers > 1024) {
    throw wrong('workers', `The number of workers must be whole, from 1 to 1024, not ${String(workers)}`);
  }
  if (!Number.isFinite(timeLimit) || timeLimit <= 0) {
    throw wrong('timeLimit', `The time limit must be milliseconds above 0, not ${String(timeLimit)}`);
  }
  return options;
}

/** @throws {LivePhotoError} `invalid_request`; what the options say is checked where it is done. */
function assertInspectOptions(options: InspectOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw wrong(
      'options',
      "inspect takes an object after the photo, such as { inspections: ['faces'] }, or nothing",
    );
  }
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw wrong('signal', 'The signal must be an AbortSignal, such as AbortSignal.timeout(5000)');
  }
}

function wrong(param: string, message: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param });
}
