/** An upload that is answered before it is inspected: sealed and stored as one that waits, and a task for whoever inspects it. */
import { keptFile, LivePhotoError, sniffImage } from '@livephoto/core';
import type { Context } from 'hono';
import { removeBlobs } from '../housekeeping/sweep.ts';
import type { IdempotencyEntry } from '../store/live-photo-store.ts';
import type { Task } from '../store/tasks.ts';
import type { WaitingUploadRecord } from '../store/waiting-uploads.ts';
import { auditEntry } from './audit.ts';
import { unknownClient } from './clients.ts';
import type { ApiEnv, BackgroundWork, Services } from './context.ts';
import { assertSameRequest } from './idempotency.ts';
import { notStored } from './store-photo.ts';
import type { UploadRequest } from './upload-body.ts';

/** Whether the caller would rather not wait (RFC 7240). */
export function prefersLater(c: Context<ApiEnv>): boolean {
  const preferences = (c.req.header('Prefer') ?? '').split(',');
  return preferences.some((text) => text.split(';')[0]!.trim().toLowerCase() === 'respond-async');
}

/**
 * @throws {LivePhotoError} for what is seen to be no picture at once; `service_unavailable` when it could not be stored, or
 *   as many of the account wait as may.
 */
export async function storeForLater(
  services: Services,
  work: BackgroundWork,
  c: Context<ApiEnv>,
  request: UploadRequest & { readonly clientId: string },
  idempotency: IdempotencyEntry | undefined,
): Promise<WaitingUploadRecord> {
  const { blobs, clock, ids, vault, store } = services;
  const earlier = idempotency && (await findEarlier(work, idempotency));
  if (earlier) return earlier;
  // What is stored is what will be inspected, and shown.
  const bytes = keptFile(request.bytes);
  const { contentType } = sniffImage(bytes);
  const { account, mode, id: keyId } = c.get('key');
  // Before anything is sealed or written.
  if ((await work.store.countWaiting(account)) >= work.waitingUploads) throw tooMany(work);
  const id = ids();
  const blobKey = `${mode}/${id}`;
  const sealed = await vault.seal(bytes, blobKey);
  const createdAt = new Date(clock()).toISOString();
  const upload: WaitingUploadRecord = {
    id,
    account,
    mode,
    clientId: request.clientId,
    keyId,
    requestId: c.get('requestId'),
    performLivenessCheck: request.performLivenessCheck,
    contentType,
    size: bytes.length,
    blobKey,
    wrappedKey: sealed.wrappedKey,
    idempotency: idempotency ?? null,
    state: 'pending',
    livePhotoId: null,
    refusal: null,
    createdAt,
    updatedAt: createdAt,
  };
  const task: Task = { id, kind: 'upload', subject: id, body: {}, dueAt: createdAt, createdAt };
  await store.reserveBlob(blobKey, new Date(clock() + services.limits.storeTime).toISOString());
  services.assertRoom?.();
  let outcome: Awaited<ReturnType<BackgroundWork['store']['addWaiting']>>;
  try {
    await blobs.put(blobKey, sealed.bytes);
    const audit = auditEntry(services, c, 'livePhoto.wait', { clientId: request.clientId, detail: id });
    outcome = await work.store.addWaiting(upload, task, audit, work.waitingUploads);
  } catch (error) {
    // If its row is there after all, it is inspected, and the caller's next try is another upload.
    services.log.error({ requestId: c.get('requestId'), err: error }, 'upload could not be stored');
    throw error instanceof LivePhotoError ? error : notStored(error);
  }
  if (outcome === 'stored') {
    await work.wake();
    return upload;
  }
  await removeBlobs(services, [blobKey]);
  if (outcome === 'client_missing') throw unknownClient(request.clientId);
  if (outcome === 'full') throw tooMany(work);
  const other = idempotency && (await findEarlier(work, idempotency));
  if (outcome === 'duplicate' && other) return other;
  throw new LivePhotoError('service_unavailable', 'The photo could not be stored in time: try again');
}

function tooMany({ waitingUploads }: BackgroundWork): LivePhotoError {
  return new LivePhotoError(
    'service_unavailable',
    `${waitingUploads} uploads wait to be inspected: try again in a moment`,
  );
}

async function findEarlier(
  { store }: BackgroundWork,
  idempotency: IdempotencyEntry,
): Promise<WaitingUploadRecord | undefined> {
  const earlier = await store.findWaitingByKey(idempotency.keyId, idempotency.key);
  assertSameRequest(earlier?.idempotency?.fingerprint, idempotency, 'upload');
  return earlier;
}
