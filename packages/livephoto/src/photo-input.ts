/** Every form in which a program can have a photo, read into memory: never more of it than may be inspected. */
import { LivePhotoError, throwIfAborted } from '@livephoto/core';
import { collect, tooLarge } from './collect.ts';
import { describeInput } from './describe-input.ts';
import { readFileAt } from './read-file-at.ts';
import { readUrl } from './read-url.ts';

/**
 * A path, or the text of an `https:`, `http:`, `data:` or `file:` URL; a `URL`; the bytes of a file (a `Buffer` too); a `Blob` or
 * `File`; a stream of the bytes, the web's or Node's.
 */
export type PhotoInput =
  | string
  | URL
  | ArrayBuffer
  | SharedArrayBuffer
  | ArrayBufferView
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

export interface ReadLimits {
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The bytes of the photo: a copy where they were the caller's already.
 * @throws {LivePhotoError} as `PhotoInspector.inspect` says.
 */
export async function readPhoto(photo: PhotoInput, limits: ReadLimits): Promise<Uint8Array> {
  const { maxBytes, signal } = limits;
  throwIfAborted(signal);
  if (typeof photo === 'string') return readText(photo, limits);
  if (photo instanceof URL) return readAddress(photo, limits);
  if (photo instanceof ArrayBuffer || isShared(photo)) return whole(new Uint8Array(photo), maxBytes);
  if (ArrayBuffer.isView(photo)) {
    return whole(new Uint8Array(photo.buffer, photo.byteOffset, photo.byteLength), maxBytes);
  }
  if (photo instanceof Blob) return readBlob(photo, maxBytes);
  if (isStream(photo)) {
    if (photo instanceof ReadableStream && photo.locked) {
      throw refused('The stream is being read by someone else: give one that nobody has read from');
    }
    return collect(photo, limits);
  }
  throw refused(describeInput(photo));
}

/** Of a string, which is a path unless it is a URL; what is neither is more likely a photo's own text than a name. */
function readText(text: string, limits: ReadLimits): Promise<Uint8Array> {
  if (/^(?:https?|file|data):/i.test(text)) {
    if (!URL.canParse(text)) throw refused(`'${text.slice(0, 100)}' is no URL: check how it is written`);
    return readAddress(new URL(text), limits);
  }
  if (text === '' || text.length > 4096 || /^(?:\/9j\/|iVBORw0KGgo|UklGR)[\w+/=\s]{64}/.test(text)) {
    throw refused(describeInput(text));
  }
  return readFileAt(text, limits);
}

function readAddress(url: URL, limits: ReadLimits): Promise<Uint8Array> {
  return url.protocol === 'file:' ? readFileAt(url, limits) : readUrl(url, limits);
}

async function readBlob(blob: Blob, maxBytes: number): Promise<Uint8Array> {
  if (blob.size > maxBytes) throw tooLarge(maxBytes, blob.size);
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new LivePhotoError('image_unreadable', 'The file behind the Blob cannot be read: was it removed?', {
      param: 'photo',
      cause,
    });
  }
}

/** A copy: the caller may change theirs while this one waits for its turn. */
function whole(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.length > maxBytes) throw tooLarge(maxBytes, bytes.length);
  return new Uint8Array(bytes);
}

function isShared(value: unknown): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer;
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function refused(message: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'photo' });
}
