/** The worker's half: an inspector that answers whoever is at the other end. */
import type { InspectionProgress, InspectOptions, Inspector } from '@livephoto/core';
import { type Endpoint, expose } from 'comlink';
import { type InspectorService, type JobOptions, type ProgressMessage, reply } from './protocol.ts';

/** What of an inspector is served. */
export type Served = Pick<Inspector, 'inspect' | 'inspectPixels' | 'dispose'>;

/**
 * @param create called once, at once; what it throws answers `ready` and every inspection.
 * @param endpoint the worker's own side: `self`, a port, or Node's `parentPort` through Comlink's adapter.
 */
export function exposeInspector(create: () => Promise<Served>, endpoint: Endpoint): void {
  const inspector = create();
  // Whoever asks hears of it; a rejection that nobody awaits yet must not end the worker.
  inspector.catch(() => {});
  const running = new Map<number, AbortController>();

  /** Does one job, with what of its options is no data. */
  const answer = async <Value>(
    job: number,
    { abortable, progress, ...options }: JobOptions,
    work: (served: Served, options: InspectOptions) => Promise<Value>,
  ) => {
    const controller = new AbortController();
    running.set(job, controller);
    const onProgress = (event: InspectionProgress) =>
      endpoint.postMessage({ livephotoJob: job, progress: event } satisfies ProgressMessage);
    const whole: InspectOptions = {
      ...options,
      ...(abortable ? { signal: controller.signal } : {}),
      ...(progress ? { onProgress } : {}),
    };
    const answered = await reply(async () => work(await inspector, whole));
    running.delete(job);
    return answered;
  };

  const service: InspectorService = {
    ready: () =>
      reply(async () => {
        await inspector;
        return null;
      }),

    inspect: (job, bytes, options) => answer(job, options, (served, whole) => served.inspect(bytes, whole)),

    inspectPixels: (job, image, options) =>
      answer(job, options, (served, whole) => served.inspectPixels(image, whole)),

    async abort(job) {
      running.get(job)?.abort();
    },

    async dispose() {
      await inspector.then((value) => value.dispose()).catch(() => {});
    },
  };
  expose(service, endpoint);
}
