/** The page's half: starts the worker, hands it photos, and takes everything down again. */
import {
  type InspectionProgress,
  type InspectOptions,
  LivePhotoError,
  type Policy,
  type PolicyName,
  throwIfAborted,
} from '@livephoto/core';
import { type Reply, unwrap } from '@livephoto/worker-runtime';
import { proxy, transfer, wrap } from 'comlink';
import { type PhotoSource, readPhoto, transferables } from './photo-source.ts';
import type {
  BackendName,
  InspectorService,
  LoadProgress,
  PhotoReport,
  Started,
  WorkerEvents,
} from './protocol.ts';
import { assertSupported } from './runtime-support.ts';
import { spawnWorker } from './spawn-worker.ts';

export interface BrowserInspectorOptions {
  /** A name or a whole policy; `default` when left out. */
  readonly policy?: PolicyName | Policy | undefined;
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
   * @default `assets/` beside this module
   */
  readonly assets?: string | URL | undefined;
  /** Told how far the download is. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Whether files are kept in Cache Storage, or the name of the cache. @default 'livephoto' */
  readonly cache?: boolean | string | undefined;
  /** Stops the start. Afterwards `dispose` does. */
  readonly signal?: AbortSignal | undefined;
}

export interface BrowserInspector {
  /** The one in use. */
  readonly backend: BackendName;
  /**
   * The same bytes give the same report as in Node. Pixels give one without a content type.
   *
   * @throws {LivePhotoError} for what is no readable photo; `inspection_aborted` when `signal` fires or the inspector is
   *   disposed meanwhile; `inference_failed` after that, or when the worker died.
   */
  inspect(source: PhotoSource, options?: InspectOptions): Promise<PhotoReport>;
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
  const { signal, cache = true, backend = 'wasm', policy } = options;
  throwIfAborted(signal);
  assertSupported();
  const base = assetsFolder(options.assets);
  const { worker, release } = spawnWorker(new URL(`worker.js?${livephotoWorkerHash}`, base));
  const service = wrap<InspectorService>(worker);

  /** Why nothing more comes of this worker. */
  let end: LivePhotoError | undefined;
  const pending = new Set<(error: LivePhotoError) => void>();
  const stop = (ending: LivePhotoError, pendingError = ending) => {
    if (end) return;
    end = ending;
    worker.terminate();
    release();
    for (const reject of pending) reject(pendingError);
    pending.clear();
  };
  const stageListeners = new Map<number, (progress: InspectionProgress) => void>();
  const events: WorkerEvents = {
    load: (progress) => options.onProgress?.(progress),
    stage: (job, progress) => stageListeners.get(job)?.(progress),
  };
  /** A call to a worker that is ended never settles by itself. */
  const untilEnd = <Value>(work: Promise<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      pending.add(reject);
      work.then(resolve, reject).finally(() => pending.delete(reject));
    });
  // Comlink spreads the promise over the cases of a reply.
  const answered = async <Value>(reply: unknown): Promise<Value> =>
    unwrap(await untilEnd(reply as Promise<Reply<Value>>));

  worker.addEventListener('error', (event) => {
    event.preventDefault();
    stop(workerFailed(base, event));
  });
  const onAbort = () => stop(aborted('The start was cancelled', signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });
  const start = {
    version: livephotoVersion,
    base,
    policy,
    backend,
    cache: cache === true ? 'livephoto' : cache,
  };
  const started = await answered<Started>(service.start(start, proxy(events)))
    .catch((error) => {
      stop(error);
      throw error;
    })
    .finally(() => signal?.removeEventListener('abort', onAbort));
  if (started.fallback !== null) options.onFallback?.(started.fallback);
  let jobs = 0;

  return {
    backend: started.backend,

    async inspect(source, inspectOptions = {}) {
      const { signal, onProgress, ...copied } = inspectOptions;
      throwIfAborted(signal);
      if (end) throw end;
      const photo = await untilEnd(readPhoto(source, started.limits));
      throwIfAborted(signal);
      if (end) throw end;
      jobs += 1;
      const job = jobs;
      const onAbort = () => void service.abort(job);
      signal?.addEventListener('abort', onAbort, { once: true });
      if (onProgress) stageListeners.set(job, onProgress);
      try {
        const sent = transfer(photo, transferables(photo));
        const copies = { ...copied, wantsProgress: onProgress !== undefined, canAbort: signal !== undefined };
        const report = await answered<PhotoReport>(service.inspect(job, sent, copies));
        // A worker in the middle of a stage hears of the abort when it is done.
        throwIfAborted(signal);
        return report;
      } finally {
        signal?.removeEventListener('abort', onAbort);
        stageListeners.delete(job);
      }
    },

    async dispose() {
      stop(
        new LivePhotoError('inference_failed', 'This inspector was disposed'),
        aborted('The inspector was disposed'),
      );
    },
  };
}

/** With a slash at its end. */
function assetsFolder(assets: string | URL | undefined): string {
  // Not in one expression: bundlers take that for a file to copy.
  const here = import.meta.url;
  const url =
    assets === undefined ? new URL('assets/', here) : new URL(assets, globalThis.document?.baseURI ?? here);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}

function aborted(message: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('inspection_aborted', message, { cause });
}

/** An event with a message is an error that nobody caught; one without is a script that did not load. */
function workerFailed(base: string, event: Event): LivePhotoError {
  const message = event instanceof ErrorEvent ? event.message : '';
  if (message) {
    return new LivePhotoError('inference_failed', `The inspector's worker failed: ${message}`, {
      cause: event,
    });
  }
  return new LivePhotoError(
    'model_missing',
    `The worker ${base}worker.js could not be loaded: copy the assets there with 'livephoto-browser-assets', or say where they are with the option 'assets'; the page's content security policy must allow it in worker-src`,
  );
}
