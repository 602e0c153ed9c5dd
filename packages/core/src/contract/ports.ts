/** What core asks of a runtime. Adapters implement these; core never looks further. */
import type { AssetName, ModelManifest, ModelName } from '@livephoto/models';
import type { ImageInfo } from './image-info.ts';
import type { RgbImage } from './rgb-image.ts';

/** Where models come from. Core checks what it gets against the manifest's sha256. */
export interface ModelSource {
  /** The manifest written by `pnpm models build`. */
  manifest(): Promise<ModelManifest>;
  /**
   * The bytes of one file that the manifest lists.
   * @throws {LivePhotoError} `model_missing`, with how to build or fetch it.
   */
  bytes(name: ModelName | AssetName): Promise<Uint8Array>;
}

/** What goes into a model and comes out of it. */
export interface Tensor {
  /** Row-major values; `dims` multiply to its length. */
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A model that is ready to run. Runs of one backend are queued by the backend: callers need not take turns. */
export interface InferenceModel {
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  dispose(): Promise<void>;
}

/** Where models run. */
export interface InferenceBackend {
  /** `wasm`, `native`, `webgpu`. */
  readonly name: string;
  load(bytes: Uint8Array): Promise<InferenceModel>;
}

/** How large a picture is wanted, and when it is not wanted any more. */
export interface DecodeRequest {
  /**
   * The longest side wanted, in pixels: the decoder answers the smallest size it can make cheaply whose longest
   * side is at least this, or the full size when the picture is smaller.
   */
  readonly longestSide: number;
  readonly signal?: AbortSignal | undefined;
}

/** Makes pixels of a file's bytes. */
export interface ImageDecoder {
  readonly name: string;
  /**
   * Decodes to upright RGB (EXIF orientation applied). The answer has the aspect ratio of `info` up to rounding.
   * @throws {LivePhotoError} `image_unreadable` when the bytes are damaged.
   */
  decode(bytes: Uint8Array, info: ImageInfo, request: DecodeRequest): Promise<RgbImage>;
}

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** New unique ids: 24 lower-case hex digits, time-ordered. */
export type Ids = () => string;
