/** The deployed Worker, and beside it what a test needs to break its isolate for real. */

/// <reference path="../../packages/server/src/cloudflare/modules.d.ts" />
import netsModule from '@livephoto/core/nets.wasm';
import type { CloudflareWorker } from '../../packages/server/src/cloudflare/worker.ts';
import worker from '../../packages/server/src/cloudflare.ts';

/** What the engine in use computes in, caught when it is instantiated: at the first request that needs it. */
let netsMemory: WebAssembly.Memory | undefined;

WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, [module, imports]: [WebAssembly.Module, WebAssembly.Imports]) {
    if (module === netsModule) netsMemory = imports.env!.memory as WebAssembly.Memory;
    return new target(module, imports);
  },
});

function bytesOfNets(): Uint8Array {
  if (!netsMemory) throw new Error('The engine was not started yet');
  return new Uint8Array(netsMemory.buffer);
}

const trapWorker: CloudflareWorker = {
  ...worker,
  async fetch(...args) {
    const [request, env] = args;
    switch (new URL(request.url).pathname) {
      case '/test/wasm-memory':
        return Response.json({ bytes: bytesOfNets().length });
      case '/test/overwrite-wasm-memory':
        // Weights and programs become nonsense: the next run jumps and reads to where nothing is.
        bytesOfNets().fill(0x48);
        return new Response();
      case '/test/without-wait': {
        // As the platform ends a request at its limits: nothing of it goes on, not even what it would clean up.
        const url = request.url.replace('/test/without-wait', '/v1/inspections');
        return worker.fetch(new Request(url, request), env, { waitUntil() {} });
      }
      default:
        return worker.fetch(...args);
    }
  },
};

export default trapWorker;
