/** The entry of browsers, Bun and Deno to pools: inspectors in Web Workers. */
import {
  createInspectorPool,
  type InspectorPool,
  type InspectorPoolOptions,
  type WorkerHandle,
} from './pool/inspector-pool.ts';
import type { WebFiles, WebInspectorOptions } from './web/create-inspector.ts';
import type { StartMessage } from './web/serve-inspector.ts';

export { installedFiles } from './web/installed-files.ts';

/** A pool's options, and those of the inspectors in it. */
export type WebInspectorPoolOptions = WebFiles &
  Pick<WebInspectorOptions, 'policy'> &
  Omit<InspectorPoolOptions, 'spawn' | 'size'> & {
    /** @default as many as the machine has cores */
    readonly size?: number | undefined;
    /** Starts the worker's script, for bundlers that place it themselves. @default the one of this package */
    readonly createWorker?: (() => Worker) | undefined;
  };

/**
 * @example
 * const pool = await createWebInspectorPool({ ...installedFiles(), policy: 'strict' }); // Bun, Deno
 * const report = await pool.inspect(bytes);
 * await pool.close();
 *
 * @throws {LivePhotoError} `model_missing`, naming the URL, when a file is not served.
 */
export function createWebInspectorPool(options: WebInspectorPoolOptions): Promise<InspectorPool> {
  const {
    size = navigator.hardwareConcurrency,
    queueLimit,
    timeLimit,
    onWorkerLost,
    createWorker = installedWorker,
    ...rest
  } = options;
  const inspector = {
    ...rest,
    models: whole(rest.models),
    onnxruntime: rest.onnxruntime && whole(rest.onnxruntime),
    imageDecoder: whole(rest.imageDecoder),
    heifDecoder: rest.heifDecoder && whole(rest.heifDecoder),
  };
  return createInspectorPool({
    spawn: () => spawnWebWorker(createWorker(), inspector),
    size,
    queueLimit,
    timeLimit,
    onWorkerLost,
  });
}

/**
 * Takes charge of a worker that serves an inspector: `web-worker.js`, or one with `serveInspector` in it.
 * @param options what the worker makes its inspector of.
 */
export function spawnWebWorker<Options>(worker: Worker, options: Options): WorkerHandle {
  const { port1, port2 } = new MessageChannel();
  const message: StartMessage<Options> = { livephoto: 'start', options, port: port2 };
  let end = (_error?: Error) => {};
  const ended = new Promise<Error | undefined>((resolve) => {
    end = (error) => {
      // A browser's worker outlives its errors, in whatever state they left it.
      worker.terminate();
      port1.close();
      resolve(error);
    };
  });
  worker.addEventListener('error', (event) => {
    // Deno would end this process as well.
    event.preventDefault();
    end(errorOf(event));
  });
  // Bun tells of a worker that ended, and Chromium of a port whose other side went with its worker.
  worker.addEventListener('close', () => end());
  port1.addEventListener('close', () => end());
  worker.postMessage(message, [port2]);
  port1.start();
  return {
    endpoint: port1,
    ended,
    async terminate() {
      end();
    },
  };
}

/** A URL as the page means it: the worker's script may lie elsewhere. */
function whole<File>(file: File): File | string {
  return typeof file === 'string' ? new URL(file, globalThis.location?.href).href : file;
}

/** Of what a runtime tells of a failed worker. */
function errorOf(event: ErrorEvent): Error {
  if (event.error instanceof Error) return event.error;
  return new Error(event.message || 'The worker could not be loaded');
}

function installedWorker(): Worker {
  // Written out twice, since bundlers look for exactly this.
  return import.meta.url.endsWith('.ts')
    ? new Worker(new URL('../dist/web-worker.js', import.meta.url), { type: 'module' })
    : new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module' });
}
