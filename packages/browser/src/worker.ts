/** The worker: an inspector that answers its page. */
import { type FaceTracker, type InspectOptions, type Inspector, LivePhotoError } from '@livephoto/core';
import { createJobAnswerer, reply } from '@livephoto/worker-runtime';
import { type Endpoint, expose } from 'comlink';
import type {
  DetailedPhotoReport,
  HelloMessage,
  InspectorService,
  LoadMessage,
  SentPhoto,
} from './protocol.ts';
import { createPixelReader } from './worker/bitmap-pixels.ts';
import { startInspector } from './worker/start-inspector.ts';

function serve(page: Endpoint): void {
  const jobs = createJobAnswerer(page);
  const readPixels = createPixelReader();
  let inspector: Inspector | undefined;
  let tracker: FaceTracker | undefined;

  const inspect = (photo: SentPhoto, options: InspectOptions): Promise<DetailedPhotoReport> => {
    if (!inspector) throw new LivePhotoError('inference_failed', 'The inspector is not ready yet');
    return photo.kind === 'bytes'
      ? inspector.inspectDetailed(photo.bytes, options)
      : inspector.inspectDetailed(readPixels(photo), options);
  };

  const service: InspectorService = {
    start: (options) =>
      reply(async () => {
        const start = await startInspector(options, (progress) =>
          page.postMessage({ livephotoLoad: progress } satisfies LoadMessage),
        );
        inspector = start.inspector;
        return start.started;
      }),

    inspect: (job, photo, options, detailed) =>
      jobs.answer(job, options, async (whole) => {
        const { report, geometry, livenessCues } = await inspect(photo, whole);
        return detailed ? { report, geometry, livenessCues } : { report, geometry: null, livenessCues: null };
      }),

    trackFace: (photo, anew) =>
      reply(async () => {
        if (!inspector) throw new LivePhotoError('inference_failed', 'The inspector is not ready yet');
        if (photo.kind === 'bytes') {
          throw new LivePhotoError(
            'invalid_request',
            "A face is tracked in a camera's pictures, not in files",
            {
              param: 'data',
            },
          );
        }
        if (anew || !tracker) tracker = inspector.trackFace();
        return (await tracker.look(readPixels(photo))) ?? null;
      }),

    async abort(job) {
      jobs.abort(job);
    },
  };
  expose(service, page);
  page.postMessage({ livephotoHello: livephotoVersion } satisfies HelloMessage);
}

serve(self as unknown as Endpoint);
