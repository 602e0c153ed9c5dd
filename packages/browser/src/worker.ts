/** The worker: an inspector that answers its page. */
import { type Inspector, LivePhotoError } from '@livephoto/core';
import { reply } from '@livephoto/worker-runtime';
import { expose } from 'comlink';
import type { InspectorService, SentPhoto } from './protocol.ts';
import { createPixelReader } from './worker/bitmap-pixels.ts';
import { startInspector } from './worker/start-inspector.ts';

const running = new Map<number, AbortController>();
const readPixels = createPixelReader();
let inspector: Inspector | undefined;

const service: InspectorService = {
  start: (options, onProgress) =>
    reply(async () => {
      const { started, inspector: made } = await startInspector(options, onProgress);
      inspector = made;
      return started;
    }),

  async inspect(job, photo, options) {
    const controller = new AbortController();
    running.set(job, controller);
    const answer = await reply(() => inspect(photo, { ...options, signal: controller.signal }));
    running.delete(job);
    return answer;
  },

  async abort(job) {
    running.get(job)?.abort();
  },
};

async function inspect(photo: SentPhoto, options: Parameters<Inspector['inspect']>[1]) {
  if (!inspector) throw new LivePhotoError('inference_failed', 'The inspector is not ready yet');
  if (photo.kind === 'bytes') return inspector.inspect(photo.bytes, options);
  return inspector.inspectPixels(readPixels(photo), options);
}

expose(service);
