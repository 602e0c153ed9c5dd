/** What is said of a photo that is too large to be read. */
import { LivePhotoError } from '@livephoto/core';

export function tooLarge(maxBytes: number, size?: number): LivePhotoError {
  const has = size === undefined ? '' : ` and this one has ${megabytes(size)}`;
  return new LivePhotoError(
    'payload_too_large',
    `A photo may have at most ${megabytes(maxBytes)}${has}: send a smaller or more compressed one`,
    { param: 'FILE' },
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
