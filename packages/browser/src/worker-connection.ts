/** A worker and what waits for it: calls that settle even when the worker is ended in the middle. */
import { LivePhotoError } from '@livephoto/core';
import { type Reply, unwrap } from '@livephoto/worker-runtime';
import { type Endpoint, type Remote, releaseProxy, wrap } from 'comlink';
import type { InspectorService } from './protocol.ts';

/** Milliseconds for a worker to say anything: one that is not livephoto's never would. */
const silence = 60_000;

export interface WorkerConnection {
  readonly service: Remote<InspectorService>;
  /** Where the worker's messages come from. */
  readonly endpoint: Endpoint;
  isAlive(): boolean;
  /** @throws {LivePhotoError} once the worker is ended. */
  assertAlive(): void;
  /** The value of a reply; rejects when the worker is ended before it comes. */
  answer<Value>(reply: Promise<Reply<Value>>): Promise<Value>;
  /** Settles as `work` does; rejects when the worker is ended before. */
  untilEnd<Value>(work: Promise<Value>): Promise<Value>;
  /**
   * Ends the worker at once. Only the first end counts.
   * @param later what later calls throw.
   * @param pending what rejects the calls under way; `later` when left out.
   */
  end(later: LivePhotoError, pending?: LivePhotoError): void;
}

/**
 * @param base the assets' folder, with a slash at its end.
 * @throws {LivePhotoError} `model_missing` where the browser refuses the worker at once.
 */
export function connectWorker(base: string): WorkerConnection {
  const { worker, release } = spawnWorker(base);
  const waiting = new Set<(error: LivePhotoError) => void>();
  let ended: LivePhotoError | undefined;

  const service = wrap<InspectorService>(worker);

  const connection: WorkerConnection = {
    service,
    endpoint: worker,

    isAlive: () => ended === undefined,

    assertAlive() {
      if (ended) throw ended;
    },

    answer: async (reply) => unwrap(await connection.untilEnd(reply)),

    untilEnd: (work) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        waiting.add(reject);
        work.then(resolve, reject).finally(() => waiting.delete(reject));
      }),

    end(later, pending = later) {
      if (ended) return;
      ended = later;
      // Comlink's registry would hold the worker for ever, and with it whatever its listeners know.
      service[releaseProxy]();
      worker.terminate();
      release();
      clearTimeout(hearing);
      for (const reject of waiting) reject(pending);
      waiting.clear();
    },
  };
  const hearing = setTimeout(() => connection.end(silent(base)), silence);
  worker.addEventListener('message', () => clearTimeout(hearing), { once: true });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    connection.end(workerFailed(base, event));
  });
  return connection;
}

/** Starts the module worker, also from another origin. */
function spawnWorker(base: string): { worker: Worker; release: () => void } {
  const url = new URL(`worker.js?${livephotoWorkerHash}`, base);
  const options: WorkerOptions = { type: 'module', name: 'livephoto' };
  try {
    if (url.origin === globalThis.location.origin) {
      return { worker: new Worker(url, options), release: () => {} };
    }
    // Browsers start workers from the page's own origin only; a script of that origin may import the other's.
    const script = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
    const bootstrap = URL.createObjectURL(script);
    return { worker: new Worker(bootstrap, options), release: () => URL.revokeObjectURL(bootstrap) };
  } catch (cause) {
    throw notLoaded(base, cause);
  }
}

/** An event with a message is an error that nobody caught; one without is a script that did not load. */
function workerFailed(base: string, event: Event): LivePhotoError {
  const message = event instanceof ErrorEvent ? event.message : '';
  if (message) {
    return new LivePhotoError(
      'inference_failed',
      `The inspector's worker failed (${message}): create a new inspector`,
    );
  }
  return notLoaded(base);
}

function silent(base: string): LivePhotoError {
  return new LivePhotoError(
    'model_invalid',
    `The worker ${base}worker.js does not answer as livephoto's does: copy the assets there with 'livephoto-browser-assets', or say where they are with the option 'assets'`,
  );
}

function notLoaded(base: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError(
    'model_missing',
    `The worker ${base}worker.js could not be loaded: copy the assets there with 'livephoto-browser-assets', or say where they are with the option 'assets'; a content security policy must allow it in worker-src`,
    { cause },
  );
}
