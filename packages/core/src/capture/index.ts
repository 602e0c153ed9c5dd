/** Public surface of `@livephoto/core/capture`: what a capture's verdict is made of, for whoever measures how good it is. */
import type { ImageDecoder, InferenceBackend, ModelSource } from '../contract/ports.ts';
import { loadInspectionModels } from '../models/inspection-models.ts';
import type { Policy } from '../policy.ts';
import { createPixelKernel } from '../vision/sampling/pixel-kernel.ts';
import type { CaptureFrame } from './capture-frames.ts';
import type { SeenMoment } from './follow-face.ts';
import { createFrameReader } from './read-frames.ts';

export { type ComparedFrames, compareFrames } from './compare-frames.ts';
export type { SeenMoment } from './follow-face.ts';
export { framePrint } from './frame-print.ts';
export { judgeMotion, type MotionVerdict } from './judge-motion.ts';
export { type MeasuredMotion, measureMotion } from './measure-motion.ts';
export type { SceneThumbnail } from './scene.ts';
export { limitsFor } from './track.ts';

/** Reads tracks as captures are read, for whoever measures them. */
export interface TrackReader {
  /** Name to `sha256:<hex>` of what it reads with. */
  readonly models: Readonly<Record<string, string>>;
  /** Begins a track; the function is handed its frames in their order, and answers undefined where no face is seen. */
  begin(): (frame: CaptureFrame) => Promise<SeenMoment | undefined>;
  dispose(): Promise<void>;
}

/** Reads the frames of tracks as `inspectCapture` does, and judges nothing. */
export async function createTrackReader(options: {
  readonly models: ModelSource;
  readonly backend: InferenceBackend;
  readonly decoder: ImageDecoder;
  readonly policy: Policy;
}): Promise<TrackReader> {
  const models = await loadInspectionModels(options.models, options.backend);
  const parts = { ...options, models, kernel: createPixelKernel() };
  return {
    models: models.hashes,
    begin: () => createFrameReader(parts),
    dispose: () => models.dispose(),
  };
}
