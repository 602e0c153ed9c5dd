/** How an inspected photo is stored: noted, its bytes, its row; and what becomes of it when a step fails. */
import { createLivePhoto, type InspectionReport, LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import { removeBlobs } from '../housekeeping/sweep.ts';
import type { TryEnd } from '../store/capture-sessions.ts';
import type { IdempotencyEntry, LivePhotoRecord } from '../store/live-photo-store.ts';
import { UnknownOutcomeError } from '../store/unknown-outcome.ts';
import { auditEntry } from './audit.ts';
import { unknownClient } from './clients.ts';
import type { ApiEnv, Services } from './context.ts';
import { assertSameRequest } from './idempotency.ts';
import { undo } from './undo.ts';
import type { UploadRequest } from './upload-body.ts';

/**
 * @param capture the try that brought it, which ends with it.
 * @throws {LivePhotoError} `service_unavailable` when it could not be stored, `conflict` when the try was over meanwhile.
 */
export async function storePhoto(
  services: Services,
  c: Context<ApiEnv>,
  request: UploadRequest & { readonly clientId: string },
  report: InspectionReport,
  idempotency: IdempotencyEntry | undefined,
  capture?: TryEnd,
): Promise<LivePhotoRecord> {
  const { blobs, clock, ids, vault } = services;
  const { account, mode } = c.get('key');
  const photo = createLivePhoto(
    {
      clientId: request.clientId,
      performLivenessCheck: request.performLivenessCheck,
      contentType: report.image.contentType,
      size: request.bytes.length,
    },
    clock,
    ids,
  );
  const blobKey = `${mode}/${photo.id}`;
  const sealed = await vault.seal(request.bytes, blobKey);
  const record: LivePhotoRecord = {
    ...photo,
    account,
    mode,
    blobKey,
    wrappedKey: sealed.wrappedKey,
    redactedAt: null,
  };
  const audit = auditEntry(services, c, 'livePhoto.create', {
    clientId: photo.clientId,
    livePhotoId: photo.id,
  });

  await services.store.reserveBlob(blobKey, new Date(clock() + services.limits.storeTime).toISOString());
  // What was written just now may have needed the last room.
  services.assertRoom?.();
  let outcome: Awaited<ReturnType<Services['store']['commitUpload']>>;
  try {
    await blobs.put(blobKey, sealed.bytes);
    outcome = await services.store.commitUpload({ photo: record, report, audit, idempotency, capture });
  } catch (error) {
    // The bytes stay: the note is still there for the sweep, and if the row is as well, after all, it has its bytes.
    services.log.error({ requestId: c.get('requestId'), err: error }, 'upload could not be stored');
    if (error instanceof UnknownOutcomeError) undo(services, blobKey, () => takeBack(services, record));
    throw error instanceof LivePhotoError ? error : notStored(error);
  }
  if (outcome === 'stored') {
    await services.work?.wake();
    return record;
  }
  await removeBlobs(services, [blobKey]);
  if (outcome === 'client_missing') throw unknownClient(photo.clientId);
  if (outcome === 'try_over')
    throw new LivePhotoError('conflict', 'This try was over before it could be stored');
  const earlier = idempotency && (await findEarlier(services, c, idempotency));
  if (outcome === 'duplicate' && earlier) return earlier;
  services.log.warn({ requestId: c.get('requestId'), outcome }, 'upload took too long to store');
  throw new LivePhotoError('service_unavailable', 'The photo could not be stored in time: try again');
}

/** Why the bytes could not be stored. */
export function notStored(error: unknown): LivePhotoError {
  const { code } = error as { code?: string };
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new LivePhotoError('insufficient_storage', 'The disk of the images is full: the photo was not stored', {
        cause: error,
      })
    : new LivePhotoError('service_unavailable', 'The photo could not be stored: try again', { cause: error });
}

async function takeBack(services: Services, photo: LivePhotoRecord): Promise<void> {
  const { account, mode, id, clientId } = photo;
  const blobKey = await services.store.deleteLivePhoto(photo, id, {
    id: services.ids(),
    account,
    mode,
    keyId: 'undo',
    action: 'livePhoto.delete',
    clientId,
    livePhotoId: id,
    requestId: null,
    createdAt: new Date(services.clock()).toISOString(),
  });
  if (blobKey !== undefined) await removeBlobs(services, [blobKey]);
}

/** The photo that was stored by an earlier upload with this key. @throws {LivePhotoError} when that was another upload. */
export async function findEarlier(
  services: Services,
  c: Context<ApiEnv>,
  idempotency: IdempotencyEntry,
): Promise<LivePhotoRecord | undefined> {
  const { keyId, key } = idempotency;
  const earlier = await services.store.findIdempotent(keyId, key);
  // One that waits to be inspected has the key as well: it was acknowledged before.
  const waiting = earlier ? undefined : await services.work?.store.findWaitingByKey(keyId, key);
  const taken =
    earlier?.fingerprint ?? (waiting?.state === 'pending' ? waiting.idempotency?.fingerprint : undefined);
  assertSameRequest(taken, idempotency, 'upload');
  if (!earlier) return undefined;
  return services.store.getLivePhoto(c.get('key'), earlier.livePhotoId);
}
