/** A stream's bytes in one piece, up to a limit that is held while they come. */
import { LivePhotoError, throwIfAborted } from '@livephoto/core';
import type { ReadLimits } from './photo-input.ts';

/**
 * @throws {LivePhotoError} `payload_too_large` as soon as the limit is passed; `inspection_aborted` when the signal fires, also
 *   while nothing comes; `invalid_request` for chunks that are no bytes; `image_unreadable` when the stream breaks.
 */
export async function collect(
  stream: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: ReadLimits,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const iterator = stream[Symbol.asyncIterator]();
  const { promise: aborted, stop } = whenAborted(signal);
  try {
    for (;;) {
      const { done, value: chunk } = await Promise.race([iterator.next(), aborted]);
      if (done) break;
      if (!ArrayBuffer.isView(chunk)) throw noBytes(chunk);
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
  } catch (error) {
    // Whoever sends is told, but may take their time with it.
    void Promise.resolve(iterator.return?.()).catch(() => {});
    throwIfAborted(signal);
    if (error instanceof LivePhotoError) throw error;
    throw new LivePhotoError('image_unreadable', 'The stream broke off before the photo was whole', {
      param: 'photo',
      cause: error,
    });
  } finally {
    stop();
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

export function tooLarge(maxBytes: number, size?: number): LivePhotoError {
  const has = size === undefined ? 'This one has more' : `This one has ${megabytes(size)}`;
  return new LivePhotoError(
    'payload_too_large',
    `${has}, and a photo may have at most ${megabytes(maxBytes)}: give a smaller one, or raise image.maxBytes in the policy`,
    { param: 'photo' },
  );
}

function whenAborted(signal: AbortSignal | undefined): { promise: Promise<never>; stop: () => void } {
  let stop = () => {};
  const promise = new Promise<never>((_, reject) => {
    const onAbort = () => reject(new Error('aborted'));
    signal?.addEventListener('abort', onAbort, { once: true });
    stop = () => signal?.removeEventListener('abort', onAbort);
  });
  promise.catch(() => {});
  return { promise, stop };
}

function noBytes(chunk: unknown): LivePhotoError {
  const hint =
    typeof chunk === 'string' ? 'text: open it without an encoding' : `chunks of type ${typeof chunk}`;
  return new LivePhotoError('invalid_request', `The stream gives no bytes but ${hint}`, { param: 'photo' });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
