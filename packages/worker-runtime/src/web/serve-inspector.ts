/** A Web Worker's way to serve an inspector to whoever started it with `spawnWebWorker`. */
import { exposeInspector, type Served } from '../pool/expose-inspector.ts';

/** The first message to a worker: how to make the inspector, and the port to serve it on. */
export interface StartMessage<Options> {
  readonly livephoto: 'start';
  readonly options: Options;
  readonly port: MessagePort;
}

export function isStartMessage<Options>(data: unknown): data is StartMessage<Options> {
  return typeof data === 'object' && data !== null && (data as { livephoto?: unknown }).livephoto === 'start';
}

/**
 * For a worker of one's own: call it while the worker's script runs, before anything is awaited.
 *
 * @example
 * serveInspector((options: MyOptions) => createWebInspector({ ...options, models: myCache() }));
 *
 * @param create gets what `spawnWebWorker` was given as `options`; what it throws answers every call.
 */
export function serveInspector<Options>(create: (options: Options) => Promise<Served>): void {
  const onMessage = ({ data }: MessageEvent) => {
    if (!isStartMessage<Options>(data)) return;
    globalThis.removeEventListener('message', onMessage);
    startInspector(data, create);
  };
  globalThis.addEventListener('message', onMessage);
}

/** Answers on the port of a start message that has come. */
export function startInspector<Options>(
  { options, port }: StartMessage<Options>,
  create: (options: Options) => Promise<Served>,
): void {
  exposeInspector(() => create(options), port);
  port.start();
}
