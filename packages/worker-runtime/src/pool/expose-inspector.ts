/** The worker's half: an inspector that answers whoever is at the other end. */
import type { Inspector } from '@livephoto/core';
import { type Endpoint, expose } from 'comlink';
import { type InspectorService, reply } from './protocol.ts';

/** What of an inspector is served. */
export type Served = Pick<Inspector, 'inspect' | 'dispose'>;

/**
 * @param create called once, at once; what it throws answers `ready` and every inspection.
 * @param endpoint the worker's own side: `self`, or Node's `parentPort` through Comlink's adapter.
 */
export function exposeInspector(create: () => Promise<Served>, endpoint: Endpoint): void {
  const inspector = create();
  // Whoever asks hears of it; a rejection that nobody awaits yet must not end the worker.
  inspector.catch(() => {});
  const running = new Map<number, AbortController>();

  const service: InspectorService = {
    ready: () =>
      reply(async () => {
        await inspector;
        return null;
      }),

    async inspect(job, bytes, options) {
      const controller = new AbortController();
      running.set(job, controller);
      const { signal } = controller;
      const answer = await reply(async () => (await inspector).inspect(bytes, { ...options, signal }));
      running.delete(job);
      return answer;
    },

    async abort(job) {
      running.get(job)?.abort();
    },

    async dispose() {
      await inspector.then((value) => value.dispose()).catch(() => {});
    },
  };
  expose(service, endpoint);
}
