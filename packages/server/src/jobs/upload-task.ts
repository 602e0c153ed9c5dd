/** Inspects an upload that was answered before: it becomes a live photo, or its caller can read why not. */
import { type Clock, type Ids, type InspectionReport, LivePhotoError } from '@livephoto/core';
import type { PhotoInspector } from '../api/context.ts';
import { refusalOf } from '../api/refusal.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { removeBlobs } from '../housekeeping/sweep.ts';
import type { Log } from '../log.ts';
import type { AuditEntry, LivePhotoRecord, LivePhotoStore } from '../store/live-photo-store.ts';
import type { ClaimedTask } from '../store/tasks.ts';
import type { WaitingUploadRecord } from '../store/waiting-uploads.ts';
import type { WorkStore } from '../store/work-store.ts';
import type { Vault } from '../vault/vault.ts';
import { describe } from './plan-job.ts';
import type { TaskHandler } from './task-runner.ts';

export interface UploadTaskOptions {
  readonly store: WorkStore;
  readonly photos: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly vault: Vault;
  /** Measures what it does. */
  readonly inspect: PhotoInspector['inspect'];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export function uploadHandler(options: UploadTaskOptions): TaskHandler {
  const { store, photos, blobs, vault, clock, ids } = options;

  const auditOf = (
    upload: WaitingUploadRecord,
    action: 'livePhoto.create' | 'livePhoto.refuse',
    detail?: string,
  ): AuditEntry => ({
    id: ids(),
    account: upload.account,
    mode: upload.mode,
    keyId: upload.keyId,
    action,
    clientId: upload.clientId,
    livePhotoId: action === 'livePhoto.create' ? upload.id : null,
    requestId: upload.requestId,
    ...(detail === undefined ? {} : { detail }),
    createdAt: new Date(clock()).toISOString(),
  });

  const end = async (
    task: ClaimedTask,
    upload: WaitingUploadRecord,
    how: Parameters<WorkStore['refuseWaiting']>[2],
    detail: string,
  ) => {
    const blob = await store.refuseWaiting(task, upload, how, auditOf(upload, 'livePhoto.refuse', detail));
    if (blob !== undefined) await removeBlobs({ store: photos, blobs, log: options.log }, [blob]);
    // Over already, or its client is gone and all of it with it.
    else await store.finishTask(task);
  };

  const refuse = (task: ClaimedTask, upload: WaitingUploadRecord, refusal: LivePhotoError) => {
    const { inspections } = refusal as { inspections?: unknown };
    const shown = { ...refusal.toJSON(), ...(inspections === undefined ? {} : { inspections }) };
    return end(task, upload, { state: 'refused', refusal: shown }, refusal.type);
  };

  return {
    async run(task, signal) {
      const upload = await store.findWaiting(task.subject);
      if (upload?.state !== 'pending' || upload.blobKey === null || upload.wrappedKey === null) {
        return store.finishTask(task);
      }
      const { blobKey, wrappedKey } = upload;
      const sealed = await blobs.get(blobKey);
      if (!sealed) throw new Error(`The bytes of upload ${upload.id} are missing`);
      const bytes = await vault.open({ bytes: sealed, wrappedKey }, blobKey);
      let report: InspectionReport;
      try {
        report = await options.inspect(bytes, {
          performLivenessCheck: upload.performLivenessCheck,
          caller: upload.keyId,
          signal,
        });
      } catch (error) {
        signal.throwIfAborted();
        // A damaged image is refused, whatever the key.
        if (error instanceof LivePhotoError && error.status === 422) return refuse(task, upload, error);
        throw error;
      }
      const refusal = refusalOf(report);
      // As uploads that are waited for: a test key's are stored whatever was found.
      if (refusal && upload.mode === 'live') return refuse(task, upload, refusal);
      const createdAt = new Date(clock()).toISOString();
      const photo: LivePhotoRecord = {
        id: upload.id,
        account: upload.account,
        mode: upload.mode,
        clientId: upload.clientId,
        performLivenessCheck: upload.performLivenessCheck,
        contentType: report.image.contentType,
        size: upload.size,
        blobKey,
        wrappedKey,
        redactedAt: null,
        createdAt,
        updatedAt: createdAt,
      };
      const audit = auditOf(upload, 'livePhoto.create');
      const outcome = await store.acceptWaiting(task, photo, report, upload.idempotency, audit);
      if (outcome !== 'duplicate' || !upload.idempotency) return;
      // An upload with the same key that was waited for was quicker.
      const { keyId, key } = upload.idempotency;
      const earlier = await photos.findIdempotent(keyId, key);
      const same = earlier?.fingerprint === upload.idempotency.fingerprint;
      const message = 'The Idempotency-Key was used for another upload';
      await end(
        task,
        upload,
        same && earlier
          ? { state: 'accepted', refusal: null, livePhotoId: earlier.livePhotoId }
          : { state: 'failed', refusal: { type: 'invalid_request', message, param: 'Idempotency-Key' } },
        'idempotency key in use',
      );
    },

    async giveUp(task, error) {
      const upload = await store.findWaiting(task.subject);
      if (upload?.state !== 'pending') return;
      await end(task, upload, { state: 'failed', refusal: describe(error) }, 'failed');
    },
  };
}
