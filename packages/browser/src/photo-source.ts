/** Every kind of picture that a page can have, made ready for the worker. */
import { type ImageLimits, LivePhotoError } from '@livephoto/core';
import type { SentPhoto } from './protocol.ts';

/**
 * Bytes of a file (JPEG, PNG, WebP, HEIC or AVIF) are inspected as they are, and give the report that every other runtime
 * gives. The others are pixels that the browser decoded or took from a camera.
 */
export type PhotoSource =
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | ImageData
  | ImageBitmap
  | VideoFrame
  | HTMLVideoElement
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas;

/** Most pixels of a picture that is no file: they are all held at once, four bytes each, on both sides. */
const maxBitmapPixels = 25_000_000;

/**
 * Takes the picture as it is now: `source` stays the caller's and may change afterwards.
 *
 * @param transfer whether an `ImageBitmap` is taken itself rather than a copy of it: the caller has it no more.
 * @throws {LivePhotoError} `invalid_request` (param `data`) for what is no picture, has none yet, is too large or may
 *   not be read; `image_unreadable` for a file that went away or an image that does not load.
 */
export async function readPhoto(
  source: PhotoSource,
  limits: ImageLimits,
  transfer = false,
): Promise<SentPhoto> {
  if (isA(source, 'Blob')) return { kind: 'bytes', bytes: await readBlob(source, limits) };
  if (source instanceof ArrayBuffer) return { kind: 'bytes', bytes: copy(new Uint8Array(source), limits) };
  if (ArrayBuffer.isView(source)) {
    const { buffer, byteOffset, byteLength } = source;
    return { kind: 'bytes', bytes: copy(new Uint8Array(buffer, byteOffset, byteLength), limits) };
  }
  if (isA(source, 'ImageData')) {
    const { width, height, data } = source;
    assertSize(width, height);
    return { kind: 'rgba', width, height, data: new Uint8ClampedArray(data) };
  }
  await assertShown(source);
  const isGiven = transfer && isBitmap(source);
  return { kind: 'bitmap', bitmap: isGiven ? source : await takeBitmap(source) };
}

export function isBitmap(source: unknown): source is ImageBitmap {
  return isA(source, 'ImageBitmap');
}

/** What is handed over without a copy. */
export function transferables(photo: SentPhoto): Transferable[] {
  if (photo.kind === 'bitmap') return [photo.bitmap];
  return [photo.kind === 'bytes' ? photo.bytes.buffer : photo.data.buffer];
}

/** Frees what was taken; a bitmap that was handed over is gone from here already. */
export function discard(photo: SentPhoto): void {
  if (photo.kind === 'bitmap') photo.bitmap.close();
}

async function readBlob(blob: Blob, limits: ImageLimits): Promise<Uint8Array<ArrayBuffer>> {
  assertBytes(blob.size, limits);
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new LivePhotoError('image_unreadable', 'The file cannot be read: choose it again', {
      param: 'data',
      cause,
    });
  }
}

function copy(bytes: Uint8Array, limits: ImageLimits): Uint8Array<ArrayBuffer> {
  assertBytes(bytes.length, limits);
  return new Uint8Array(bytes);
}

function assertBytes(size: number, { maxBytes }: ImageLimits): void {
  if (size > maxBytes) {
    throw refused(`The file has ${size} bytes, more than the ${maxBytes} allowed`);
  }
}

function assertSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw refused('The picture is empty: it has no pixels');
  if (width * height > maxBitmapPixels) {
    throw refused(
      `The picture has ${width} × ${height} pixels, more than the ${maxBitmapPixels / 1e6} million allowed here: give the file itself, which is scaled while it is decoded`,
    );
  }
}

type Drawable = Exclude<PhotoSource, Blob | ArrayBuffer | ArrayBufferView | ImageData>;

/** @throws {LivePhotoError} when there is nothing to be seen on it, or too much. */
async function assertShown(source: Drawable): Promise<void> {
  if (isA(source, 'HTMLVideoElement')) {
    if (source.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
      throw refused("The video shows no picture yet: wait for its 'loadeddata' event");
    }
    return assertSize(source.videoWidth, source.videoHeight);
  }
  if (isA(source, 'HTMLImageElement')) {
    await source.decode().catch((cause) => {
      throw new LivePhotoError('image_unreadable', 'The image element shows no readable picture', {
        param: 'data',
        cause,
      });
    });
    return assertSize(source.naturalWidth, source.naturalHeight);
  }
  if (isA(source, 'VideoFrame')) {
    if (source.format === null && source.displayWidth === 0) throw refused('The video frame was closed');
    return assertSize(source.displayWidth, source.displayHeight);
  }
  if (isA(source, 'ImageBitmap') || isA(source, 'HTMLCanvasElement') || isA(source, 'OffscreenCanvas')) {
    return assertSize(source.width, source.height);
  }
  throw refused(
    'This is no photo: give a File, Blob, bytes, ImageData, ImageBitmap, VideoFrame, or a video, image or canvas element',
  );
}

async function takeBitmap(source: Drawable): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(source);
  } catch (cause) {
    throw refused(
      'The picture cannot be taken from its element: it may come from another site that does not allow it',
      cause,
    );
  }
}

interface Kinds {
  Blob: Blob;
  ImageData: ImageData;
  ImageBitmap: ImageBitmap;
  VideoFrame: VideoFrame;
  HTMLVideoElement: HTMLVideoElement;
  HTMLImageElement: HTMLImageElement;
  HTMLCanvasElement: HTMLCanvasElement;
  OffscreenCanvas: OffscreenCanvas;
}

/** Some browsers lack some of these classes, and a worker lacks all elements. */
function isA<Name extends keyof Kinds>(value: unknown, name: Name): value is Kinds[Name] {
  const kind = (globalThis as unknown as Record<string, unknown>)[name];
  return typeof kind === 'function' && value instanceof kind;
}

function refused(message: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'data', cause });
}
