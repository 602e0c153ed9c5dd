/**
 * Cloudflare's entry: the API as a Worker, over D1 and R2. Built by `build:cloudflare`, which also says whether the
 * models are part of it; see docs/cloudflare.md.
 */
import { createIsolateInspector } from './cloudflare/inspector.ts';
import { fromBucket, fromBundle } from './cloudflare/models.ts';
import { createCloudflareWorker } from './cloudflare/worker.ts';

/** Put in by the build. */
declare const modelsAreBundled: boolean;

export default createCloudflareWorker({
  modelsAreBundled,
  async create({ bindings, config }) {
    // A bucket is bound on purpose, so it goes first; without models of its own the Worker has one for sure.
    const models =
      modelsAreBundled && !bindings.MODELS
        ? fromBundle((await import('./cloudflare/bundled-models.ts')).bundledModels)
        : fromBucket(bindings.MODELS!);
    return createIsolateInspector(models, config.policy);
  },
});
