/** A Web Worker with an inspector in it, for browsers, Bun and Deno: it waits for the message of `spawnWebWorker`. */
import type { WebInspectorOptions } from './web/create-inspector.ts';
import type { StartMessage } from './web/serve-inspector.ts';

const onMessage = async ({ data }: MessageEvent<StartMessage<WebInspectorOptions>>) => {
  if (data?.livephoto !== 'start') return;
  globalThis.removeEventListener('message', onMessage);
  // onnxruntime-web reads the origin while it is imported and gives up on 'null', which is what a worker of Deno has.
  if (globalThis.location?.origin === 'null') {
    Object.defineProperty(globalThis, 'location', { value: undefined, configurable: true });
  }
  try {
    const { createWebInspector, startInspector } = await import('./web/worker-parts.ts');
    startInspector(data, createWebInspector);
  } catch (error) {
    // A rejection stays in here; an error reaches whoever started the worker.
    setTimeout(() => {
      throw error;
    });
  }
};
globalThis.addEventListener('message', onMessage);
