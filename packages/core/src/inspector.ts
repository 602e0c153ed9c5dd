/** An inspector: loads what inspections work with, holds it, and frees it. */
import type { LivenessHead } from '@livephoto/models';
import type { Capture } from './capture/capture-frames.ts';
import type { CaptureChallenge } from './capture/challenge.ts';
import { createFaceTracker, type FaceTracker } from './capture/face-tracker.ts';
import { type CaptureOptions, inspectCapture } from './capture/inspect-capture.ts';
import type { CaptureReport } from './contract/capture-report.ts';
import { LivePhotoError } from './contract/errors.ts';
import type { ImageContentType } from './contract/image-info.ts';
import type { ImageDecoder, InferenceBackend, ModelSource } from './contract/ports.ts';
import type { InspectionReport } from './contract/report.ts';
import type { RgbImage } from './contract/rgb-image.ts';
import { perceptualHash } from './image/perceptual-hash.ts';
import { sniffImage } from './image/sniff.ts';
import { type DetailedInspection, inspectPhoto } from './inspect.ts';
import type { InspectOptions } from './inspect-options.ts';
import { type InspectionModels, loadInspectionModels } from './models/inspection-models.ts';
import type { Policy } from './policy.ts';
import { type PolicyLike, resolvePolicy } from './resolve-policy.ts';
import { fittedHead } from './vision/liveness/liveness-head.ts';
import { createPixelKernel } from './vision/sampling/pixel-kernel.ts';

/** Pixels of the longer side that a fingerprint is taken from. */
const fingerprintSide = 256;

/** The ports that an inspector works with, and what decides. */
export interface InspectorOptions {
  readonly models: ModelSource;
  /**
   * What the files of the models must be, by name: SHA-256 in lower-case hex. `modelHashes` of `@livephoto/models` for the
   * released ones; left out, the source's own manifest is believed.
   */
  readonly modelHashes?: Readonly<Record<string, string>> | undefined;
  readonly backend: InferenceBackend;
  /** A promise is waited for beside the models: what it compiles need not hold them up. */
  readonly decoder: ImageDecoder | Promise<ImageDecoder>;
  /** A name, or the numbers that differ from one; `default` when left out. */
  readonly policy?: PolicyLike | undefined;
  /**
   * `@livephoto/core/pixels.wasm`, compiled, for runtimes that compile no WebAssembly from bytes: the loops over pixels are
   * some milliseconds faster with it, and give the same bits.
   */
  readonly pixels?: WebAssembly.Module | undefined;
}

/** Inspects photos, one after another, until it is disposed. */
export interface Inspector {
  /** Whole. */
  readonly policy: Policy;
  /** What judges liveness: the model file, with the policy's weights where it has some. */
  readonly livenessHead: LivenessHead;
  /** @throws {LivePhotoError} for what is no readable photo, and when `signal` fires. */
  inspect(bytes: Uint8Array, options?: InspectOptions): Promise<InspectionReport>;
  /**
   * Inspects pixels that never were a file: a camera's frame, a canvas. They must be upright.
   * @throws {LivePhotoError} `invalid_request` for pixels that do not fill the picture, or break a limit.
   */
  inspectPixels(image: RgbImage, options?: InspectOptions): Promise<InspectionReport<null>>;
  /** As `inspect` and `inspectPixels`, with what is needed to draw what was seen. */
  inspectDetailed(bytes: Uint8Array, options?: InspectOptions): Promise<DetailedInspection>;
  inspectDetailed(image: RgbImage, options?: InspectOptions): Promise<DetailedInspection<null>>;
  /**
   * Inspects a capture: the still as any photo, and in the frames whether a head turned as `challenge` asked. Liveness then
   * has one more cue, motion.
   * @throws {LivePhotoError} as `inspect`, and `invalid_request` for frames too few, too many or out of order.
   */
  inspectCapture(
    capture: Capture,
    challenge: CaptureChallenge,
    options?: CaptureOptions,
  ): Promise<CaptureReport<ImageContentType | null>>;
  /** Follows a face through a camera's pictures, as `inspectCapture` does through its frames. */
  trackFace(): FaceTracker;
  /**
   * A fingerprint of what the photo looks like (`perceptualHash`), to tell a picture that was sent before.
   * @throws {LivePhotoError} for what is no readable photo.
   */
  fingerprint(bytes: Uint8Array): Promise<string>;
  /** Frees the models. Later inspections are refused. */
  dispose(): Promise<void>;
}

/**
 * An inspector over the given parts; several with different policies live side by side.
 *
 * @example
 * const inspector = await createInspector({ models, backend, decoder, policy: 'strict' });
 * const report = await inspector.inspect(bytes);
 *
 * @throws {LivePhotoError} `model_missing` or `model_invalid` when the models are not what the manifest says;
 *   `invalid_request` (param `policy`) when the policy's weights are for another liveness head; what `decoder` is rejected with.
 */
export async function createInspector(options: InspectorOptions): Promise<Inspector> {
  const starting = Promise.resolve(options.decoder);
  // Whoever waits for it is told; nobody does where the policy is none.
  starting.catch(() => {});
  const policy = resolvePolicy(options.policy);
  const loading = loadInspectionModels(options.models, options.backend, options.modelHashes);
  const [models, decoder] = await Promise.all([loading, starting]).catch(async (error) => {
    await loading.then((loaded) => loaded.dispose()).catch(() => {});
    throw error;
  });
  const livenessHead = await fitOrDispose(models, policy);
  const parts = { models, decoder, policy, livenessHead, kernel: createPixelKernel(options.pixels) };
  const partsFor = (asked: PolicyLike | undefined) => {
    if (asked === undefined) return parts;
    // What a picture may cost is this inspector's own affair.
    const other = { ...resolvePolicy(asked), image: policy.image };
    const head = fittedHead(models.livenessHead, models.hashes['liveness-head'], other.liveness);
    return { ...parts, policy: other, livenessHead: head };
  };
  let disposed = false;

  function inspectDetailed(bytes: Uint8Array, options?: InspectOptions): Promise<DetailedInspection>;
  function inspectDetailed(image: RgbImage, options?: InspectOptions): Promise<DetailedInspection<null>>;
  async function inspectDetailed(photo: Uint8Array | RgbImage, inspectOptions?: InspectOptions) {
    if (disposed) throw new LivePhotoError('inference_failed', 'This inspector was disposed');
    return inspectPhoto(partsFor(inspectOptions?.policy), photo, inspectOptions);
  }

  return {
    policy,
    livenessHead,
    inspectDetailed,
    inspect: async (bytes, inspectOptions) => (await inspectDetailed(bytes, inspectOptions)).report,
    inspectPixels: async (image, inspectOptions) => (await inspectDetailed(image, inspectOptions)).report,
    async inspectCapture(capture, challenge, captureOptions) {
      if (disposed) throw new LivePhotoError('inference_failed', 'This inspector was disposed');
      return inspectCapture(partsFor(captureOptions?.policy), capture, challenge, captureOptions);
    },
    trackFace() {
      if (disposed) throw new LivePhotoError('inference_failed', 'This inspector was disposed');
      return createFaceTracker(parts);
    },
    async fingerprint(bytes) {
      const info = sniffImage(bytes, policy.image);
      return perceptualHash(await decoder.decode(bytes, info, { longestSide: fingerprintSide }));
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      await models.dispose();
    },
  };
}

/** The models of an inspector that cannot be are freed. */
async function fitOrDispose(models: InspectionModels, policy: Policy): Promise<LivenessHead> {
  try {
    return fittedHead(models.livenessHead, models.hashes['liveness-head'], policy.liveness);
  } catch (error) {
    await models.dispose();
    throw error;
  }
}
