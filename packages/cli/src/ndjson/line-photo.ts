/** One line of NDJSON as a photo: where it is, or its bytes. */
import { LivePhotoError } from '@livephoto/core';
import { isS3, openBucket, parseS3 } from '../inputs/s3/bucket.ts';
import type { Line } from './read-lines.ts';

export interface LinePhoto {
  /** Given back as it came. */
  readonly id?: unknown;
  /** What it is called in the answer. */
  readonly file: string | undefined;
  read(signal: AbortSignal): Promise<Uint8Array>;
}

/** What reads places; each is told how many bytes a photo may have. */
export interface PlaceReaders {
  path(path: string, maxBytes: number): Promise<Uint8Array>;
  url(url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
}

const places = ['path', 'url', 'base64'] as const;

/** Bytes that a line may have beside its picture. */
const roomForRest = 64 * 1024;

/** Bytes of the longest line that can be a photo. */
export function longestLine(maxBytes: number): number {
  return Math.ceil((maxBytes * 4) / 3) + roomForRest;
}

/**
 * @param line as read; undefined where it was too long.
 * @throws {LivePhotoError} `invalid_request` or `payload_too_large`, with `id` as far as it is known.
 */
export function parseLine(line: Line, maxBytes: number, readers: PlaceReaders): LinePhoto {
  if (line === undefined) {
    throw new LivePhotoError(
      'payload_too_large',
      `A line may have at most ${longestLine(maxBytes)} bytes: what a photo of ${maxBytes} takes as base64`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new LivePhotoError('invalid_request', 'The line is not valid JSON', { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LivePhotoError('invalid_request', 'The line must be an object with path, url or base64');
  }
  const { id, path, url, base64 } = value as Readonly<Record<string, unknown>>;
  const given = places.filter((name) => (value as Record<string, unknown>)[name] !== undefined);
  if (given.length !== 1) {
    throw new LineError(
      new LivePhotoError('invalid_request', 'The line must have one of path, url and base64'),
      id,
    );
  }
  const [place] = given;
  const text = path ?? url ?? base64;
  if (typeof text !== 'string' || text === '') {
    throw new LineError(
      new LivePhotoError('invalid_request', `${place}: must be text`, { param: place ?? 'path' }),
      id,
    );
  }
  if (place === 'path') return { id, file: text, read: () => readers.path(text, maxBytes) };
  if (place === 'base64') return { id, file: undefined, read: async () => decode(text, maxBytes) };
  return {
    id,
    file: text,
    read: (signal) => (isS3(text) ? readS3(text, maxBytes, signal) : readers.url(text, maxBytes, signal)),
  };
}

/** What is wrong with a line whose id is known. */
export class LineError extends Error {
  readonly of: LivePhotoError;
  readonly id: unknown;

  constructor(of: LivePhotoError, id: unknown) {
    super(of.message, { cause: of });
    this.of = of;
    this.id = id;
  }
}

function readS3(url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const { bucket, key } = parseS3(url);
  return openBucket(bucket).read(key, maxBytes, signal);
}

function decode(text: string, maxBytes: number): Uint8Array {
  const plain = text.replace(/^data:[^,]*;base64,/, '').replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(plain) || plain === '') {
    throw new LivePhotoError('invalid_request', 'base64: must be the image as base64', { param: 'base64' });
  }
  const bytes = Buffer.from(plain, 'base64');
  if (bytes.length > maxBytes) {
    throw new LivePhotoError('payload_too_large', `A photo may have at most ${maxBytes} bytes`, {
      param: 'base64',
    });
  }
  return bytes;
}
