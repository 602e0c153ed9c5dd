/** What the API is made of, and what every request carries. */
import type {
  Capture,
  CaptureChallenge,
  CaptureOptions,
  CaptureReport,
  Clock,
  Ids,
  ImageContentType,
  InspectionReport,
  InspectOptions,
} from '@livephoto/core';
import type { MiddlewareHandler } from 'hono';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Budget } from '../budget.ts';
import type { ApiKey, KeyVerifier } from '../keys/api-keys.ts';
import type { ClientTokens, TokenHolder } from '../keys/client-tokens.ts';
import type { Log } from '../log.ts';
import type { TokenBuckets } from '../rate-limits/token-buckets.ts';
import type { LivePhotoStore, Mode } from '../store/live-photo-store.ts';
import type { WorkStore } from '../store/work-store.ts';
import type { Vault } from '../vault/vault.ts';
import type { Metrics } from './metrics.ts';
import type { Tracing } from './tracing.ts';

/** What a request may cost. */
export interface Limits {
  /** Bytes of an upload's body, whatever its form; base64 and line breaks of a 4 MB image need 5.8 million. */
  readonly uploadBody: number;
  /** Bytes of any other body. */
  readonly body: number;
  /** Milliseconds for a body to arrive. A runtime whose HTTP has such a limit itself may be quicker. */
  readonly bodyTime: number;
  /** Bytes a second that a body has to arrive with. */
  readonly minBodyRate: number;
  /** Bodies on their way at once: of all callers, the next one is answered 503, and of one, the next one is answered 429. */
  readonly bodiesInFlight: number;
  readonly bodiesOfCaller: number;
  /** Bytes of memory that bodies on their way may take together. */
  readonly bodyBytesInFlight: number;
  /** Uploads and inspections that may be under way at once, their bodies here; the next one is answered 503. */
  readonly uploadsInFlight: number;
  /** Requests a second and key, or client of tokens; the same number may come at once. */
  readonly requestsPerSecond: Readonly<Record<Mode, number>>;
  /** Milliseconds from the start of an upload's storing to its end; what takes longer is given up and swept. */
  readonly storeTime: number;
  /** Milliseconds that a request may wait for its stores, all its calls together; then it is answered 503. */
  readonly storeWait: number;
}

/** The limits of whatever is not set. */
export const defaultLimits: Limits = {
  uploadBody: 8 * 1024 * 1024,
  body: 64 * 1024,
  bodyTime: 60_000,
  minBodyRate: 4096,
  bodiesInFlight: 256,
  bodiesOfCaller: 64,
  bodyBytesInFlight: 256 * 1024 * 1024,
  uploadsInFlight: 64,
  requestsPerSecond: { live: 10, test: 5 },
  storeTime: 60_000,
  storeWait: 3500,
};

/** Whose a job is, and what it costs. */
export interface Turn {
  readonly caller?: string;
  readonly cost?: number;
}

/** What inspects: an inspector, or a pool, which looks at whose a photo is and at what it costs. */
export interface PhotoInspector {
  inspect(bytes: Uint8Array, options?: InspectOptions & Turn): Promise<InspectionReport>;
  inspectCapture(
    capture: Capture,
    challenge: CaptureChallenge,
    options?: CaptureOptions & Turn,
  ): Promise<CaptureReport<ImageContentType | null>>;
  fingerprint(bytes: Uint8Array, options?: Turn & Pick<InspectOptions, 'signal'>): Promise<string>;
}

/** What goes on beside requests, as requests see it. */
export interface BackgroundWork {
  readonly store: WorkStore;
  /** Says that there may be tasks. Never rejects: whoever looks later finds them too. */
  wake(): Promise<void>;
  /** `any`: webhooks may go to private addresses, and without TLS. */
  readonly webhookTargets: 'public' | 'any';
  /** Uploads of an account that may wait to be inspected; the next one is answered 503. */
  readonly waitingUploads: number;
}

/** What the API works with: the ports, and how it behaves. */
export interface LivePhotoApiOptions {
  readonly inspector: PhotoInspector;
  readonly store: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly vault: Vault;
  readonly keys: KeyVerifier;
  readonly limits?: Partial<Limits> | undefined;
  /** Where requests are counted. @default in this process, by `clock` */
  readonly buckets?: TokenBuckets | undefined;
  /** Hands a request's time for its stores down to their drivers. @default each call has its driver's own limit */
  readonly budget?: Budget | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
  /** Days that prints of captures' frames are kept, to refuse them when they come again; 0: they are not. @default 30 */
  readonly replayDays?: number | undefined;
  /** @default time-ordered by `clock` */
  readonly ids?: Ids | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: Metrics | undefined;
  /** Told of every request, with the steps that `traced` parts tell of inside it. */
  readonly tracing?: Tracing | undefined;
  /** `complycube` spells content types as ComplyCube does: `images/jpg`. */
  readonly compat?: 'complycube' | undefined;
  /** Origins whose pages may call the API; none when left out. `*` allows all. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Answers the paths of the page for people, `/` and `/studio/…`; left out, there is none. */
  readonly studio?: MiddlewareHandler | undefined;
  /** Where people reach this server, such as `https://photos.example`; a request's own address when left out. */
  readonly publicUrl?: string | undefined;
  /** Hosts, without port, that requests may name; any when left out, and with `*`. */
  readonly hosts?: readonly string[] | undefined;
  /** Whether `/readyz` and `/metrics` are answered elsewhere (`createOperationsApi`); here they need a key. */
  readonly operationsApart?: boolean | undefined;
  /** @throws {LivePhotoError} when there is no room for anything new; asked before something is stored. */
  readonly assertRoom?: (() => void) | undefined;
  /** Jobs, webhooks, uploads that are inspected later; what needs them is answered 501 when left out. */
  readonly work?: BackgroundWork | undefined;
  /** @throws when uploads would be refused; asked by `/readyz` beside the stores. */
  readonly ready?: (() => Promise<void>) | undefined;
}

/** The options with nothing left out, as the routes see them. */
export interface Services extends LivePhotoApiOptions {
  readonly limits: Limits;
  readonly replayDays: number;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly budget: Budget;
  readonly tokens: ClientTokens;
  /** Writes down an attempt that was not let in. */
  readonly noteFailedLogin: (requestId: string) => Promise<void>;
}

/** Hono's type parameter. */
export interface ApiEnv {
  /** What the HTTP server hands in with a request, where it has it. */
  Bindings: {
    /** Ends the connection as it is, an answer half sent. */
    cutOff?(): void;
  };
  Variables: {
    requestId: string;
    /** Present once the request is authenticated. */
    key: ApiKey;
    /** Present when it was with a client token; `key` is then the one that made it. */
    token: TokenHolder | undefined;
    /** Whose requests are counted together; present once the request is authenticated. */
    caller: string;
    /** The endpoint's path as it is documented; absent when there is none. */
    route: string;
    /** Added to the request's log line. */
    logFields: Record<string, unknown>;
  };
}
