/** The page's half: starts the worker, hands it photos, and takes everything down again. */
import {
  type InspectOptions,
  isTrap,
  LivePhotoError,
  type PolicyLike,
  type TrackedFace,
  throwIfAborted,
} from '@livephoto/core';
import { createJobCaller, type Reply } from '@livephoto/worker-runtime';
import { transfer } from 'comlink';
import { assetsFolder } from './assets-folder.ts';
import { discard, isBitmap, type PhotoSource, readPhoto, transferables } from './photo-source.ts';
import {
  type BackendName,
  type DetailedPhotoReport,
  isLoadMessage,
  type LoadProgress,
  type PhotoReport,
  type SentPhoto,
  type Started,
} from './protocol.ts';
import { assertSupported } from './runtime-support.ts';
import { connectWorker, type WorkerConnection } from './worker-connection.ts';

/** Where the files of an inspector come from, and what decides. */
export interface BrowserInspectorOptions {
  /** A name, or the numbers that differ from one; `default` when left out. */
  readonly policy?: PolicyLike | undefined;
  /**
   * `wasm` gives the same bits as every other runtime. `webgpu` computes on the graphics card, with equal verdicts but
   * not equal bits; where there is none, `wasm` is used.
   * @default 'wasm'
   */
  readonly backend?: BackendName | undefined;
  /** Told why `wasm` is used although `webgpu` was asked for. */
  readonly onFallback?: ((reason: string) => void) | undefined;
  /**
   * URL of the folder with the worker, the models and the WebAssembly files, relative to the page.
   * @default what `@livephoto/browser/vite` serves; else `assets/` beside this module; in bundles that do not know where they are
   *   served, as those of webpack and Next, `/livephoto/`
   */
  readonly assets?: string | URL | undefined;
  /** Told how far the download is. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Whether files are kept in Cache Storage, or the name of the cache. @default 'livephoto' */
  readonly cache?: boolean | string | undefined;
  /** Stops the start. Afterwards `dispose` does. */
  readonly signal?: AbortSignal | undefined;
}

/** What a page may ask of one inspection. */
export interface BrowserInspectOptions extends InspectOptions {
  /**
   * Hands an `ImageBitmap` over to the worker rather than a copy of it: for a frame that was made for this and is used for
   * nothing else. It is closed whatever comes of the inspection. Other sources are copied all the same.
   * @default false
   */
  readonly transfer?: boolean | undefined;
}

/** An inspector in a worker of its own, until it is disposed. */
export interface BrowserInspector {
  /** The one in use. */
  readonly backend: BackendName;
  /**
   * The same bytes give the same report as in Node. Pixels give one without a content type.
   *
   * @throws {LivePhotoError} for what is no readable photo; `inspection_aborted` when `signal` fires or the inspector is
   *   disposed meanwhile; `inference_failed` after that, or when the worker died.
   */
  inspect(source: PhotoSource, options?: BrowserInspectOptions): Promise<PhotoReport>;
  /** As `inspect`, with what is needed to draw what was seen. */
  inspectDetailed(source: PhotoSource, options?: BrowserInspectOptions): Promise<DetailedPhotoReport>;
  /**
   * Where the face in the next of a camera's pictures looks, by the mesh alone: much quicker than an inspection, and the
   * angles by which captures are judged. One picture after another.
   *
   * @param source anything but a file; upright, not mirrored. An `ImageBitmap` is handed over, and closed.
   * @param anew forgets where the face was in the picture before.
   * @returns null where there is no face, or it is turned too far.
   * @throws {LivePhotoError} as `inspect`.
   */
  trackFace(source: PhotoSource, anew?: boolean): Promise<TrackedFace | null>;
  /** Ends the worker at once; what is under way is rejected. */
  dispose(): Promise<void>;
}

/**
 * An inspector in a worker of its own.
 *
 * @example
 * const inspector = await createInspector({ onProgress: ({ loaded, total }) => bar.value = loaded / total });
 * const report = await inspector.inspect(input.files[0]);
 * await inspector.dispose();
 *
 * @throws {LivePhotoError} `unsupported_runtime` when the browser lacks what is needed; `model_missing` or
 *   `model_invalid` when the assets are not there, not reached or not whole; `inspection_aborted` when `signal` fires.
 */
export async function createInspector(options: BrowserInspectorOptions = {}): Promise<BrowserInspector> {
  throwIfAborted(options.signal);
  assertSupported();
  const base = assetsFolder(options.assets, import.meta.url);
  const connection = connectWorker(base);
  const { service, endpoint } = connection;
  const started = await startWorker(connection, base, options);
  if (started.fallback !== null) tell(options.onFallback, started.fallback);
  const run = createJobCaller(endpoint, async (job) => {
    if (connection.isAlive()) await service.abort(job);
  });

  const inspect = async (
    source: PhotoSource,
    { transfer: handOver = false, ...inspectOptions }: BrowserInspectOptions,
    detailed: boolean,
  ): Promise<DetailedPhotoReport> => {
    try {
      return await inspectTaken(() => readPhoto(source, started.limits, handOver), inspectOptions, detailed);
    } finally {
      if (handOver && isBitmap(source)) source.close();
    }
  };

  const inspectTaken = async (
    read: () => Promise<SentPhoto>,
    inspectOptions: InspectOptions,
    detailed: boolean,
  ): Promise<DetailedPhotoReport> => {
    throwIfAborted(inspectOptions.signal);
    connection.assertAlive();
    const reading = read();
    const photo = await connection.untilEnd(reading).catch((error) => {
      reading.then(discard, () => {});
      throw error;
    });
    try {
      return await run(inspectOptions, (job, jobOptions) =>
        connection.untilEnd<Reply<DetailedPhotoReport>>(
          service.inspect(job, transfer(photo, transferables(photo)), jobOptions, detailed),
        ),
      );
    } catch (error) {
      // What its memory holds is unknown from here on.
      if (isTrap(error)) connection.end(crashed(error));
      throw error;
    } finally {
      discard(photo);
    }
  };

  return {
    backend: started.backend,
    inspect: async (source, inspectOptions = {}) => (await inspect(source, inspectOptions, false)).report,
    inspectDetailed: (source, inspectOptions = {}) => inspect(source, inspectOptions, true),

    async trackFace(source, anew = false) {
      connection.assertAlive();
      const photo = await readPhoto(source, started.limits, true);
      try {
        return await connection.answer(service.trackFace(transfer(photo, transferables(photo)), anew));
      } finally {
        discard(photo);
      }
    },

    async dispose() {
      connection.end(
        new LivePhotoError('inference_failed', 'This inspector was disposed'),
        aborted('The inspector was disposed'),
      );
    },
  };
}

/** Loads everything in the worker, which ends with whatever keeps it from that. */
async function startWorker(
  connection: WorkerConnection,
  base: string,
  { policy, backend = 'wasm', cache = true, signal, onProgress }: BrowserInspectorOptions,
): Promise<Started> {
  connection.endpoint.addEventListener('message', (event) => {
    const { data } = event as MessageEvent<unknown>;
    if (isLoadMessage(data)) tell(onProgress, data.livephotoLoad);
  });
  const onAbort = () => connection.end(aborted('The start was cancelled', signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });
  const cacheName = cache === true ? 'livephoto' : cache;
  return connection
    .answer<Started>(
      connection.service.start({ version: livephotoVersion, base, policy, backend, cache: cacheName }),
    )
    .catch((error) => {
      const typed = error instanceof LivePhotoError ? error : notSendable(error);
      connection.end(typed);
      throw typed;
    })
    .finally(() => signal?.removeEventListener('abort', onAbort));
}

/** A listener's own error is for the page, and no matter of the inspection. */
function tell<Value>(listener: ((value: Value) => void) | undefined, value: Value): void {
  try {
    listener?.(value);
  } catch (error) {
    reportError(error);
  }
}

function notSendable(cause: unknown): LivePhotoError {
  return new LivePhotoError('invalid_request', 'The policy must be plain data, to be sent to the worker', {
    param: 'policy',
    cause,
  });
}

function crashed(cause: unknown): LivePhotoError {
  return new LivePhotoError('inference_failed', "The inspector's worker crashed: create a new inspector", {
    cause,
  });
}

function aborted(message: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('inspection_aborted', message, { cause });
}
