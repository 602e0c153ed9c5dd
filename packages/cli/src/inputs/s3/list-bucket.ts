/** The photos of a bucket that `s3://bucket/prefix` names. */
import { LivePhotoError } from '@livephoto/core';
import { isPhotoName, photoExtensions } from '../photo-extensions.ts';
import type { PhotoSource } from '../photo-source.ts';
import { openBucket, parseS3 } from './bucket.ts';

/**
 * @param keep whether a photo of this name is wanted; the others are not held, however many there are.
 * @returns them in the order of the bucket; what keeps it from being listed takes their place.
 */
export async function listBucket(path: string, keep: (name: string) => boolean): Promise<PhotoSource[]> {
  const sources: PhotoSource[] = [];
  let seen = 0;
  try {
    const { bucket: name, key: prefix } = parseS3(path);
    const bucket = openBucket(name);
    for await (const key of bucket.list(prefix)) {
      // An object that was named in full is taken as it is.
      if (!isPhotoName(key) && key !== prefix) continue;
      seen += 1;
      const shown = `s3://${name}/${key}`;
      if (keep(shown)) sources.push({ kind: 's3', name: shown, bucket: name, key });
    }
  } catch (error) {
    const known = error instanceof LivePhotoError ? error : undefined;
    if (!known) throw error;
    return [{ kind: 'unreadable', name: path, error: known }];
  }
  if (seen > 0) return sources;
  const message = `Nothing there begins so and ends in ${photoExtensions.join(', ')}`;
  const error = new LivePhotoError('resource_not_found', message, { param: 'FILE' });
  return [{ kind: 'unreadable', name: path, error }];
}
