/** Takes away what nobody needs: bytes of broken uploads and deletions, and live photos past their time. */
import type { Clock, Ids } from '@livephoto/core';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Log } from '../log.ts';
import type { LivePhotoStore } from '../store/live-photo-store.ts';

export interface SweepOptions {
  readonly store: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Live photos older than this are deleted; kept for ever when absent. */
  readonly retentionDays?: number | undefined;
}

export interface SweepResult {
  readonly blobs: number;
  readonly expiredPhotos: number;
}

const batchSize = 100;
const day = 24 * 60 * 60 * 1000;

/** One sweep. Any number of servers may run it at once. A blob that cannot be removed now is tried again by the next. */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  const { store, clock } = options;
  const expiredPhotos = await deleteExpired(options);
  await store.forgetIdempotencyBefore(new Date(clock() - day).toISOString());
  let blobs = 0;
  for (;;) {
    const keys = await store.claimExpiredBlobs(new Date(clock()).toISOString(), batchSize);
    const removed = await removeBlobs(options, keys);
    blobs += removed;
    if (removed < batchSize) return { blobs, expiredPhotos };
  }
}

/** Looks at every blob for those that nothing points at: a restored backup, or bytes written by another hand. */
export async function sweepUnknownBlobs(
  options: Pick<SweepOptions, 'store' | 'blobs' | 'log'>,
): Promise<number> {
  const { store, blobs } = options;
  let removed = 0;
  let batch: string[] = [];
  const flush = async () => {
    const known = await store.knownBlobs(batch);
    removed += await removeBlobs(
      options,
      batch.filter((key) => !known.has(key)),
    );
    batch = [];
  };
  for await (const key of blobs.list()) {
    if (!/^(live|test)\/[0-9a-f]{24}$/.test(key)) continue;
    batch.push(key);
    if (batch.length === batchSize) await flush();
  }
  await flush();
  return removed;
}

/** Removes bytes that nothing points at any more; what fails stays noted for the next sweep. */
export async function removeBlobs(
  { store, blobs, log }: Pick<SweepOptions, 'store' | 'blobs' | 'log'>,
  keys: readonly string[],
): Promise<number> {
  let removed = 0;
  for (const key of keys) {
    try {
      await blobs.delete(key);
      await store.forgetBlob(key);
      removed += 1;
    } catch (error) {
      log.warn({ err: error, blob: key }, 'blob could not be removed; the next sweep tries again');
    }
  }
  return removed;
}

async function deleteExpired(options: SweepOptions): Promise<number> {
  const { store, clock, ids, retentionDays } = options;
  if (retentionDays === undefined) return 0;
  const cutoff = new Date(clock() - retentionDays * day).toISOString();
  let deleted = 0;
  for (;;) {
    const photos = await store.listCreatedBefore(cutoff, batchSize);
    for (const photo of photos) {
      const blobKey = await store.deleteLivePhoto(photo.mode, photo.id, {
        id: ids(),
        mode: photo.mode,
        keyId: 'retention',
        action: 'livePhoto.delete',
        clientId: photo.clientId,
        livePhotoId: photo.id,
        requestId: null,
        createdAt: new Date(clock()).toISOString(),
      });
      if (blobKey === undefined) continue;
      deleted += 1;
      await removeBlobs(options, [blobKey]);
    }
    if (photos.length < batchSize) return deleted;
  }
}
