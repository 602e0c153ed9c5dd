/** The worker: an inspector that answers its page. */
import { type Inspector, LivePhotoError } from '@livephoto/core';
import { reply } from '@livephoto/worker-runtime';
import { expose, type Remote } from 'comlink';
import type {
  DetailedPhotoReport,
  InspectorService,
  SentOptions,
  SentPhoto,
  WorkerEvents,
} from './protocol.ts';
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

  async inspect(job, photo, options) {
    const controller = new AbortController();
    running.set(job, controller);
    const answer = await reply(() => inspect(job, photo, options, controller.signal));
    running.delete(job);
    return answer;
  },

  async abort(job) {
    running.get(job)?.abort();
  },
};

async function inspect(
  job: number,
  photo: SentPhoto,
  { wantsProgress, canAbort, detailed, ...options }: SentOptions,
  signal: AbortSignal,
): Promise<DetailedPhotoReport> {
  if (!inspector) throw new LivePhotoError('inference_failed', 'The inspector is not ready yet');
  const onProgress = wantsProgress
    ? (progress: Parameters<WorkerEvents['stage']>[1]) => void events?.stage(job, progress)
    : undefined;
  // With a signal every stage gives the thread up, which costs a camera's frames a quarter of their time.
  const inspectOptions = { ...options, signal: canAbort ? signal : undefined, onProgress };
  const { report, geometry, livenessCues } =
    photo.kind === 'bytes'
      ? await inspector.inspectDetailed(photo.bytes, inspectOptions)
      : await inspector.inspectDetailed(readPixels(photo), inspectOptions);
  return detailed ? { report, geometry, livenessCues } : { report, geometry: null, livenessCues: null };
}

expose(service);
