/** Rows to records and back. */
import type { ImageContentType } from '@livephoto/core';
import type { Selectable } from 'kysely';
import type { Vault } from '../../vault/vault.ts';
import type { AuditAction, AuditEntry, ClientRecord, LivePhotoRecord } from '../live-photo-store.ts';
import type { AuditLogsTable, ClientsTable, LivePhotosTable } from '../schema.ts';
import { detailsOf, keyOf, openText } from './client-texts.ts';

export async function toClient(row: Selectable<ClientsTable>, vault: Vault): Promise<ClientRecord> {
  const key = () => vault.openTextKey(row.wrapped_key ?? '', keyOf(row.id));
  const details = await openText(key, row.details, detailsOf(row.id));
  return {
    id: row.id,
    account: row.account,
    mode: row.mode,
    details: JSON.parse(details) as Record<string, unknown>,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** What a live photo's record is made of. */
export const livePhotoColumns = [
  'id',
  'account',
  'mode',
  'client_id',
  'perform_liveness_check',
  'content_type',
  'size',
  'blob_key',
  'wrapped_key',
  'redacted_at',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof LivePhotosTable)[];

type LivePhotoRow = Pick<Selectable<LivePhotosTable>, (typeof livePhotoColumns)[number]>;

export function toLivePhoto(row: LivePhotoRow): LivePhotoRecord {
  return {
    id: row.id,
    account: row.account,
    mode: row.mode,
    clientId: row.client_id,
    performLivenessCheck: row.perform_liveness_check === 1,
    contentType: row.content_type as ImageContentType,
    size: row.size,
    blobKey: row.blob_key,
    wrappedKey: row.wrapped_key,
    redactedAt: row.redacted_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function fromLivePhoto(photo: LivePhotoRecord): LivePhotoRow {
  return {
    id: photo.id,
    account: photo.account,
    mode: photo.mode,
    client_id: photo.clientId,
    perform_liveness_check: photo.performLivenessCheck ? 1 : 0,
    content_type: photo.contentType,
    size: photo.size,
    blob_key: photo.blobKey,
    wrapped_key: photo.wrappedKey,
    redacted_at: photo.redactedAt,
    created_at: photo.createdAt,
    updated_at: photo.updatedAt,
  };
}

export function toAudit(row: Selectable<AuditLogsTable>): AuditEntry {
  return {
    id: row.id,
    account: row.account,
    mode: row.mode,
    keyId: row.key_id,
    action: row.action as AuditAction,
    clientId: row.client_id,
    livePhotoId: row.live_photo_id,
    requestId: row.request_id,
    ...(row.detail === null ? {} : { detail: row.detail }),
    createdAt: row.created_at,
  };
}

/** Without the place in the chain. */
export function fromAudit(entry: AuditEntry): Omit<Selectable<AuditLogsTable>, 'seq' | 'hash'> {
  return {
    id: entry.id,
    account: entry.account,
    mode: entry.mode,
    key_id: entry.keyId,
    action: entry.action,
    client_id: entry.clientId,
    live_photo_id: entry.livePhotoId,
    request_id: entry.requestId,
    detail: entry.detail ?? null,
    created_at: entry.createdAt,
  };
}
