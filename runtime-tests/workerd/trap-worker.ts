/** The deployed Worker, and beside it what a test needs to break its isolate for real. */

import { currentOrt } from '../../packages/server/src/cloudflare/ort-factory.ts';
import type { CloudflareWorker } from '../../packages/server/src/cloudflare/worker.ts';
import worker from '../../packages/server/src/cloudflare.ts';

const trapWorker: CloudflareWorker = {
  ...worker,
  async fetch(...args) {
    const [request, env] = args;
    switch (new URL(request.url).pathname) {
      case '/test/wasm-memory':
        return Response.json({ bytes: currentOrt().HEAPU8.length });
      case '/test/overwrite-wasm-memory':
        // Weights, sessions and heap become nonsense: the next run jumps and reads to where nothing is.
        currentOrt().HEAPU8.fill(0xff);
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
