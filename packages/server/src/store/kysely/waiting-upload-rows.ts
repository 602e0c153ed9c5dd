/** Rows of uploads that wait to records, and back. */
import type { ImageContentType } from '@livephoto/core';
import type { Selectable } from 'kysely';
import type { TextKey } from '../../vault/vault.ts';
import type { WaitingUploadsTable } from '../schema.ts';
import type { WaitingState, WaitingUploadRecord } from '../waiting-uploads.ts';

/** What a sealed refusal belongs to. */
export const refusalOf = (uploadId: string) => `upload/${uploadId}/refusal`;

export function fromWaiting(upload: WaitingUploadRecord) {
  return {
    id: upload.id,
    account: upload.account,
    mode: upload.mode,
    client_id: upload.clientId,
    key_id: upload.keyId,
    request_id: upload.requestId,
    perform_liveness_check: upload.performLivenessCheck ? 1 : 0,
    content_type: upload.contentType,
    size: upload.size,
    blob_key: upload.blobKey,
    wrapped_key: upload.wrappedKey,
    idempotency_key: upload.idempotency?.key ?? null,
    fingerprint: upload.idempotency?.fingerprint ?? null,
    state: upload.state,
    created_at: upload.createdAt,
    updated_at: upload.updatedAt,
  };
}

/** @param key of the client, where the upload was refused: opens why. */
export async function toWaiting(
  row: Selectable<WaitingUploadsTable>,
  key: TextKey | undefined,
): Promise<WaitingUploadRecord> {
  const refusal =
    row.refusal === null || !key
      ? null
      : (JSON.parse(await key.open(row.refusal, refusalOf(row.id))) as Record<string, unknown>);
  return {
    id: row.id,
    account: row.account,
    mode: row.mode,
    clientId: row.client_id,
    keyId: row.key_id,
    requestId: row.request_id,
    performLivenessCheck: Number(row.perform_liveness_check) === 1,
    contentType: row.content_type as ImageContentType,
    size: Number(row.size),
    blobKey: row.blob_key,
    wrappedKey: row.wrapped_key,
    idempotency:
      row.idempotency_key === null || row.fingerprint === null
        ? null
        : { keyId: row.key_id, key: row.idempotency_key, fingerprint: row.fingerprint },
    state: row.state as WaitingState,
    livePhotoId: row.live_photo_id,
    refusal,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
