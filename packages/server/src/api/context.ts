/** What the API is made of, and what every request carries. */
import type { Clock, Ids, Inspector } from '@livephoto/core';
import type { MiddlewareHandler } from 'hono';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { ApiKey, KeyVerifier } from '../keys/api-keys.ts';
import type { ClientTokens, TokenHolder } from '../keys/client-tokens.ts';
import type { Log } from '../log.ts';
import type { LivePhotoStore, Mode } from '../store/live-photo-store.ts';
import type { Vault } from '../vault/vault.ts';
import type { Metrics } from './metrics.ts';

export interface Limits {
  /** Bytes of an upload's body, whatever its form; base64 and line breaks of a 4 MB image need 5.8 million. */
  readonly uploadBody: number;
  /** Bytes of any other body. */
  readonly body: number;
  /** Milliseconds for a body to arrive. A runtime whose HTTP has such a limit itself may be quicker. */
  readonly bodyTime: number;
  /** Uploads and inspections that may be under way at once; the next one is answered 503. */
  readonly uploadsInFlight: number;
  /** Requests a second and key; the same number may come at once. */
  readonly requestsPerSecond: Readonly<Record<Mode, number>>;
  /** Milliseconds from the start of an upload's storing to its end; what takes longer is given up and swept. */
  readonly storeTime: number;
}

export const defaultLimits: Limits = {
  uploadBody: 8 * 1024 * 1024,
  body: 64 * 1024,
  bodyTime: 60_000,
  uploadsInFlight: 64,
  requestsPerSecond: { live: 10, test: 5 },
  storeTime: 60_000,
};

export interface LivePhotoApiOptions {
  readonly inspector: Pick<Inspector, 'inspect'>;
  readonly store: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly vault: Vault;
  readonly keys: KeyVerifier;
  readonly limits?: Partial<Limits> | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
  /** @default time-ordered by `clock` */
  readonly ids?: Ids | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: Metrics | undefined;
  /** `complycube` spells content types as ComplyCube does: `images/jpg`. */
  readonly compat?: 'complycube' | undefined;
  /** Origins whose pages may call the API; none when left out. `*` allows all. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Answers the paths of the page for people, `/` and `/studio/…`; left out, there is none. */
  readonly studio?: MiddlewareHandler | undefined;
  /** @throws when uploads would be refused; asked by `/readyz` beside the stores. */
  readonly ready?: (() => Promise<void>) | undefined;
}

/** The options with nothing left out, as the routes see them. */
export interface Services extends LivePhotoApiOptions {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly tokens: ClientTokens;
}

/** Hono's type parameter. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    /** Present once the request is authenticated. */
    key: ApiKey;
    /** Present when it was with a client token; `key` is then the one that made it. */
    token: TokenHolder | undefined;
    /** The endpoint's path as it is documented; absent when there is none. */
    route: string;
    /** Added to the request's log line. */
    logFields: Record<string, unknown>;
  };
}
