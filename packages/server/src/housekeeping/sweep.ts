/** Takes away what nobody needs: bytes of broken uploads and deletions, and live photos past their time. */
import type { Clock, Ids } from '@livephoto/core';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Log } from '../log.ts';
import type { LivePhotoStore } from '../store/live-photo-store.ts';
import type { ClockGuard } from './clock-guard.ts';

/** What a sweep works on, and what it may delete. */
export interface SweepOptions {
  readonly store: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Live photos older than this are deleted; kept for ever when absent. */
  readonly retentionDays?: number | undefined;
  /** Of all live photos, how much one sweep may delete for their age: above 0, up to 1. @default 0.1 */
  readonly retentionShare?: number | undefined;
  /** Asked whether the clock can be trusted; it is when left out. */
  readonly guard?: ClockGuard | undefined;
}

/** What a sweep would do. */
export interface SweepPlan {
  readonly livePhotos: number;
  /** ISO 8601: what was created before is past its time; absent when live photos are kept for ever. */
  readonly cutoff?: string;
  readonly expiredPhotos: number;
  /** Of those, how many the next sweep would delete. */
  readonly next: number;
}

/** How many blobs and live photos a sweep removed. */
export interface SweepResult {
  readonly blobs: number;
  readonly expiredPhotos: number;
}

const batchSize = 100;
/** Days after its end that a capture session can still be read. */
const sessionDays = 30;
const day = 24 * 60 * 60 * 1000;
/** More than any `storeTimeout` may be. */
const longestUpload = 12 * day;

/** However small its share, a sweep may delete so many. */
const smallestShare = 10;

/**
 * One sweep. Any number of servers may run it at once. A blob that cannot be removed now is tried again by the next. While
 * the clock is in doubt nothing is judged by it: only what was deleted before is removed.
 */
export async function sweep(given: SweepOptions): Promise<SweepResult> {
  // Read once, and judged: a clock may leap while the guard writes its note.
  const read = given.clock();
  const clock = () => read;
  const options = { ...given, clock };
  const { store, guard, log } = options;
  const doubt = await guard?.doubt(read);
  if (doubt !== undefined) log.error({ doubt }, 'nothing is deleted for its age: the clock is in doubt');
  const expiredPhotos = doubt === undefined ? await deleteExpired(options) : 0;
  if (doubt === undefined) await store.forgetIdempotencyBefore(new Date(clock() - day).toISOString());
  if (doubt === undefined) {
    await store.forgetPrints(new Date(clock()).toISOString());
    await store.forgetCaptureSessions(
      new Date(clock()).toISOString(),
      new Date(clock() - sessionDays * day).toISOString(),
    );
  }
  const now = doubt === undefined ? new Date(clock()).toISOString() : '';
  const horizon = doubt === undefined ? new Date(clock() + longestUpload).toISOString() : undefined;
  let blobs = 0;
  for (;;) {
    const keys = await store.claimExpiredBlobs(now, batchSize, horizon);
    const removed = await removeBlobs(options, keys);
    blobs += removed;
    if (removed < batchSize) break;
  }
  if (blobs + expiredPhotos > 0) await writeDown(options, { blobs, expiredPhotos });
  return { blobs, expiredPhotos };
}

/** Says what a sweep would do, and does nothing. */
export async function planSweep(
  options: Omit<SweepOptions, 'blobs' | 'ids' | 'log' | 'guard'>,
): Promise<SweepPlan> {
  const { store } = options;
  const livePhotos = await store.countLivePhotos();
  const cutoff = cutoffOf(options);
  if (cutoff === undefined) return { livePhotos, expiredPhotos: 0, next: 0 };
  const expiredPhotos = await store.countLivePhotos(cutoff);
  return { livePhotos, cutoff, expiredPhotos, next: Math.min(expiredPhotos, shareOf(options, livePhotos)) };
}

function cutoffOf({
  clock,
  retentionDays,
}: Pick<SweepOptions, 'clock' | 'retentionDays'>): string | undefined {
  return retentionDays === undefined ? undefined : new Date(clock() - retentionDays * day).toISOString();
}

function shareOf({ retentionShare = 0.1 }: Pick<SweepOptions, 'retentionShare'>, livePhotos: number): number {
  return Math.max(smallestShare, Math.floor(livePhotos * retentionShare));
}

async function writeDown({ store, clock, ids }: SweepOptions, result: SweepResult): Promise<void> {
  await store.appendAudit({
    id: ids(),
    account: '',
    mode: 'server',
    keyId: 'sweep',
    action: 'sweep.run',
    clientId: null,
    livePhotoId: null,
    requestId: null,
    detail: `${result.expiredPhotos} live photos past their time, ${result.blobs} blobs that nobody needed`,
    createdAt: new Date(clock()).toISOString(),
  });
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
  const { store, clock, ids, log } = options;
  const cutoff = cutoffOf(options);
  if (cutoff === undefined) return 0;
  const most = shareOf(options, await store.countLivePhotos());
  let deleted = 0;
  for (;;) {
    const wanted = Math.min(batchSize, most - deleted);
    const photos = await store.listCreatedBefore(cutoff, wanted);
    for (const photo of photos) {
      const blobKey = await store.deleteLivePhoto(photo, photo.id, {
        id: ids(),
        account: photo.account,
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
    if (photos.length < wanted) return deleted;
    if (deleted >= most) {
      log.warn(
        { deleted },
        'as many live photos as one sweep may delete were past their time: the rest waits',
      );
      return deleted;
    }
  }
}
