/** What crosses between a page and its worker. */
import type {
  DetailedInspection,
  ImageContentType,
  ImageLimits,
  InspectionReport,
  PolicyLike,
  TrackedFace,
} from '@livephoto/core';
import type { JobOptions, Reply } from '@livephoto/worker-runtime';

/** Where models run in a page. */
export type BackendName = 'wasm' | 'webgpu';

/** How far the start is. */
export interface LoadProgress {
  /** Bytes that are here, of all files together. */
  readonly loaded: number;
  /** Bytes of all files together. */
  readonly total: number;
  /** The file that this is about. */
  readonly file: string;
}

export interface StartOptions {
  /** Of the page's half. */
  readonly version: string;
  /** The assets' folder, with a slash at its end. */
  readonly base: string;
  readonly policy: PolicyLike | undefined;
  readonly backend: BackendName;
  /** Name of the cache. */
  readonly cache: string | false;
}

export interface Started {
  readonly backend: BackendName;
  /** Why it is not the backend that was asked for. */
  readonly fallback: string | null;
  /** What a picture may cost, so that the page refuses what is too large before it reads it. */
  readonly limits: ImageLimits;
}

/** A photo on its way to the worker; what can be is handed over without a copy. */
export type SentPhoto =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'bitmap'; readonly bitmap: ImageBitmap }
  | {
      readonly kind: 'rgba';
      readonly width: number;
      readonly height: number;
      readonly data: Uint8ClampedArray<ArrayBuffer>;
    };

/** A report on whatever a page can have; only a file has a content type. */
export type PhotoReport = InspectionReport<ImageContentType | null>;

/** The report with what is needed to draw what was seen; the picture stays in the worker. */
export type DetailedPhotoReport = Pick<
  DetailedInspection<ImageContentType | null>,
  'report' | 'geometry' | 'livenessCues'
>;

/** Goes the same way as Comlink's answers, so that all of it comes before the start's. */
export interface LoadMessage {
  readonly livephotoLoad: LoadProgress;
}

export function isLoadMessage(data: unknown): data is LoadMessage {
  return typeof data === 'object' && data !== null && 'livephotoLoad' in data;
}

/** What the worker says as soon as it runs, so that the page knows it for what it is; the page asks for nothing in it. */
export interface HelloMessage {
  readonly livephotoHello: string;
}

/** The worker's side, as the page sees it through Comlink. */
export interface InspectorService {
  start(options: StartOptions): Promise<Reply<Started>>;
  /**
   * @param job a number that no other job under way has.
   * @param detailed whether the answer has more than the report.
   */
  inspect(
    job: number,
    photo: SentPhoto,
    options: JobOptions,
    detailed: boolean,
  ): Promise<Reply<DetailedPhotoReport>>;
  /**
   * Where the face of the next of a camera's pictures looks; null where there is none.
   * @param anew forgets where it was.
   */
  trackFace(photo: SentPhoto, anew: boolean): Promise<Reply<TrackedFace | null>>;
  /** Stops a job at its next stage; none is no error. */
  abort(job: number): Promise<void>;
}
