/** Reads one photo into memory, never more of it than may be inspected. */
import { open } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import type { Terminal } from '../terminal.ts';
import { fetchPhoto } from './fetch-photo.ts';
import { fileError } from './file-error.ts';
import { tooLarge } from './photo-size.ts';
import type { PhotoSource } from './photo-source.ts';
import { openBucket } from './s3/bucket.ts';

/**
 * The bytes of `source`.
 * @param maxBytes more than that is refused: by the file's size where it has one, else as soon as it was passed.
 * @param signal ends the fetching of an address.
 * @throws {LivePhotoError} `payload_too_large`, `resource_not_found`, `invalid_request`, `service_unavailable`.
 */
export async function readPhoto(
  source: PhotoSource,
  stdin: Terminal['stdin'] | undefined,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (source.kind === 'unreadable') throw source.error;
  if (source.kind === 'url') return fetchPhoto(source.url, maxBytes, signal);
  if (source.kind === 's3') return openBucket(source.bucket).read(source.key, maxBytes, signal);
  if (source.kind === 'stdin') {
    if (!stdin || stdin.isTTY) {
      throw new LivePhotoError('invalid_request', 'Standard input is a terminal: pipe a photo into it', {
        param: 'FILE',
      });
    }
    return collect(stdin, maxBytes);
  }
  try {
    const file = await open(source.path);
    try {
      const info = await file.stat();
      if (info.isDirectory()) {
        throw new LivePhotoError('invalid_request', 'This is a folder, not a photo', { param: 'FILE' });
      }
      if (info.size > maxBytes) throw tooLarge(maxBytes, info.size);
      return await collect(file.createReadStream({ autoClose: false }), maxBytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(source.path, error);
  }
}

async function collect(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
