/** The Live Photo: a client's selfie as the API stores and shows it. */
import { LivePhotoError } from './errors.ts';
import type { ImageContentType } from './image-info.ts';
import type { Clock, Ids } from './ports.ts';

/** A photo that was accepted and stored. */
export interface LivePhoto {
  /** 24 lower-case hex digits, ordered by time of creation. */
  readonly id: string;
  readonly clientId: string;
  readonly performLivenessCheck: boolean;
  readonly contentType: ImageContentType;
  /** Bytes of the image. */
  readonly size: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What a Live Photo is made of. */
export interface NewLivePhoto {
  readonly clientId: string;
  /** Default true. */
  readonly performLivenessCheck?: boolean;
  readonly contentType: ImageContentType;
  readonly size: number;
}

/** Bytes of image that an upload may have, both ends included. */
export const livePhotoSize = { min: 34 * 1024, max: 4 * 1024 * 1024 } as const;

const idPattern = /^[0-9a-f]{24}$/;

/** Whether `value` is an id of an object: 24 lower-case hex digits. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}

/**
 * Builds a Live Photo.
 * @throws {LivePhotoError} `invalid_request` naming the field (`clientId`, `data`) that is wrong.
 */
export function createLivePhoto(input: NewLivePhoto, clock: Clock, ids: Ids): LivePhoto {
  if (!isId(input.clientId)) {
    throw new LivePhotoError('invalid_request', `Invalid client id '${String(input.clientId)}'`, {
      param: 'clientId',
    });
  }
  assertLivePhotoSize(input.size);
  const now = new Date(clock()).toISOString();
  return {
    id: ids(),
    clientId: input.clientId,
    performLivenessCheck: input.performLivenessCheck ?? true,
    contentType: input.contentType,
    size: input.size,
    createdAt: now,
    updatedAt: now,
  };
}

/** @throws {LivePhotoError} `invalid_request` (param `data`) outside of `livePhotoSize`. */
export function assertLivePhotoSize(size: number): void {
  if (!(size >= livePhotoSize.min && size <= livePhotoSize.max)) {
    throw new LivePhotoError('invalid_request', 'Image file size should be between 34KB and 4MB', {
      param: 'data',
    });
  }
}

/**
 * Ids that sort by time: 12 hex digits of milliseconds since the epoch, then 12 of a random start that counts up
 * within a millisecond, so that ids of one process are ordered even then.
 */
export function createIds(
  clock: Clock,
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = randomBytes,
): Ids {
  let lastTime = -1;
  let counter = 0;
  return () => {
    const time = Math.max(clock(), lastTime);
    if (time === lastTime) {
      counter += 1;
    } else {
      lastTime = time;
      // 40 of the 48 bits, so that counting up does not run over.
      counter = random(new Uint8Array(5)).reduce((value, byte) => value * 256 + byte, 0);
    }
    return hex12(time) + hex12(counter);
  };
}

function hex12(value: number): string {
  return value.toString(16).padStart(12, '0');
}

function randomBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  return crypto.getRandomValues(bytes);
}
