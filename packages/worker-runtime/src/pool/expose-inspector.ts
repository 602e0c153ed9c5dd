/** The worker's half: an inspector that answers whoever is at the other end. */
import type { Inspector } from '@livephoto/core';
import { type Endpoint, expose } from 'comlink';
import { createJobAnswerer } from './jobs.ts';
import { type InspectorService, reply } from './protocol.ts';

/** What of an inspector is served. */
export type Served = Pick<
  Inspector,
  'inspect' | 'inspectPixels' | 'inspectCapture' | 'fingerprint' | 'dispose'
>;

/**
 * @param create called once, at once; what it throws answers `ready` and every inspection.
 * @param endpoint the worker's own side: `self`, a port, or Node's `parentPort` through Comlink's adapter.
 */
export function exposeInspector(create: () => Promise<Served>, endpoint: Endpoint): void {
  const inspector = create();
  // Whoever asks hears of it; a rejection that nobody awaits yet must not end the worker.
  inspector.catch(() => {});
  const jobs = createJobAnswerer(endpoint);

  const service: InspectorService = {
    ready: () =>
      reply(async () => {
        await inspector;
        return null;
      }),

    inspect: (job, bytes, options) =>
      jobs.answer(job, options, async (whole) => (await inspector).inspect(bytes, whole)),

    inspectPixels: (job, image, options) =>
      jobs.answer(job, options, async (whole) => (await inspector).inspectPixels(image, whole)),

    inspectCapture: (job, capture, challenge, options) =>
      jobs.answer(job, options, async (whole) => (await inspector).inspectCapture(capture, challenge, whole)),

    fingerprint: (job, bytes, options) =>
      jobs.answer(job, options, async () => (await inspector).fingerprint(bytes)),

    async abort(job) {
      jobs.abort(job);
    },

    async dispose() {
      await inspector.then((value) => value.dispose()).catch(() => {});
    },
  };
  expose(service, endpoint);
}
