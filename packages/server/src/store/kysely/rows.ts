/** Rows to records and back. */
import type { ImageContentType, InspectionReport } from '@livephoto/core';
import type { Selectable } from 'kysely';
import type { AuditAction, AuditEntry, ClientRecord, LivePhotoRecord } from '../live-photo-store.ts';
import type { AuditLogsTable, ClientsTable, LivePhotosTable } from '../schema.ts';

export function toClient(row: Selectable<ClientsTable>): ClientRecord {
  return {
    id: row.id,
    mode: row.mode,
    details: JSON.parse(row.details) as Record<string, unknown>,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toLivePhoto(row: Selectable<LivePhotosTable>): LivePhotoRecord {
  return {
    id: row.id,
    mode: row.mode,
    clientId: row.client_id,
    performLivenessCheck: row.perform_liveness_check === 1,
    contentType: row.content_type as ImageContentType,
    size: row.size,
    blobKey: row.blob_key,
    wrappedKey: row.wrapped_key,
    redactedAt: row.redacted_at,
    report: JSON.parse(row.report) as InspectionReport,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function fromLivePhoto(photo: LivePhotoRecord): Selectable<LivePhotosTable> {
  return {
    id: photo.id,
    mode: photo.mode,
    client_id: photo.clientId,
    perform_liveness_check: photo.performLivenessCheck ? 1 : 0,
    content_type: photo.contentType,
    size: photo.size,
    blob_key: photo.blobKey,
    wrapped_key: photo.wrappedKey,
    redacted_at: photo.redactedAt,
    report: JSON.stringify(photo.report),
    created_at: photo.createdAt,
    updated_at: photo.updatedAt,
  };
}

export function toAudit(row: Selectable<AuditLogsTable>): AuditEntry {
  return {
    id: row.id,
    mode: row.mode,
    keyId: row.key_id,
    action: row.action as AuditAction,
    clientId: row.client_id,
    livePhotoId: row.live_photo_id,
    requestId: row.request_id,
    createdAt: row.created_at,
  };
}

export function fromAudit(entry: AuditEntry): Selectable<AuditLogsTable> {
  return {
    id: entry.id,
    mode: entry.mode,
    key_id: entry.keyId,
    action: entry.action,
    client_id: entry.clientId,
    live_photo_id: entry.livePhotoId,
    request_id: entry.requestId,
    created_at: entry.createdAt,
  };
}
