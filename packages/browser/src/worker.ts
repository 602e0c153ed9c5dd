/** The worker: an inspector that answers its page. */
import { type Inspector, LivePhotoError } from '@livephoto/core';
import { type Reply, reply } from '@livephoto/worker-runtime';
import { expose, type Remote } from 'comlink';
import type { InspectorService, SentOptions, SentPhoto, WorkerEvents } from './protocol.ts';
import { createPixelReader } from './worker/bitmap-pixels.ts';
import { startInspector } from './worker/start-inspector.ts';

const running = new Map<number, AbortController>();
const readPixels = createPixelReader();
let inspector: Inspector | undefined;
let events: Remote<WorkerEvents> | undefined;

const service: InspectorService = {
  start: (options, page) =>
    reply(async () => {
      events = page as unknown as Remote<WorkerEvents>;
      const { started, inspector: made } = await startInspector(options, (progress) =>
        events?.load(progress),
      );
      inspector = made;
      return started;
    }),

  inspect: (job, photo, options) =>
    run(job, async (signal) => (await inspect(job, photo, options, signal)).report),

  inspectDetailed: (job, photo, options) =>
    run(job, async (signal) => {
      const { report, geometry } = await inspect(job, photo, options, signal);
      return { report, geometry };
    }),

  async abort(job) {
    running.get(job)?.abort();
  },
};

async function run<Result>(
  job: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Reply<Result>> {
  const controller = new AbortController();
  running.set(job, controller);
  const answer = await reply(() => work(controller.signal));
  running.delete(job);
  return answer;
}

async function inspect(
  job: number,
  photo: SentPhoto,
  { wantsProgress, ...options }: SentOptions,
  signal: AbortSignal,
) {
  if (!inspector) throw new LivePhotoError('inference_failed', 'The inspector is not ready yet');
  const onProgress = wantsProgress
    ? (progress: Parameters<WorkerEvents['stage']>[1]) => void events?.stage(job, progress)
    : undefined;
  const inspectOptions = { ...options, signal, onProgress };
  if (photo.kind === 'bytes') return inspector.inspectDetailed(photo.bytes, inspectOptions);
  return inspector.inspectDetailed(readPixels(photo), inspectOptions);
}

expose(service);
