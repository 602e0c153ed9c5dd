/** What the API asks of a database: clients, live photos, the audit log, and the list of bytes that must go. */
import type { InspectionReport, LivePhoto } from '@livephoto/core';

/** Objects of one mode are invisible to the other. */
export type Mode = 'live' | 'test';

/** ISO 8601, UTC, milliseconds: sorts as text. */
export type Timestamp = string;

export interface ClientRecord {
  readonly id: string;
  readonly mode: Mode;
  /** What the caller gave, beside `id` and the times. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export interface LivePhotoRecord extends LivePhoto {
  readonly mode: Mode;
  readonly blobKey: string;
  /** The image's data key, wrapped with a master key; null once the image is redacted. */
  readonly wrappedKey: string | null;
  readonly redactedAt: Timestamp | null;
  readonly report: InspectionReport;
}

export const auditActions = [
  'client.create',
  'client.read',
  'client.list',
  'client.update',
  'client.delete',
  'token.create',
  'livePhoto.create',
  'livePhoto.read',
  'livePhoto.list',
  'livePhoto.download',
  'livePhoto.redact',
  'livePhoto.delete',
] as const;
export type AuditAction = (typeof auditActions)[number];

export interface AuditEntry {
  readonly id: string;
  readonly mode: Mode;
  /** The API key that acted; `retention` when the server did by itself. */
  readonly keyId: string;
  readonly action: AuditAction;
  readonly clientId: string | null;
  readonly livePhotoId: string | null;
  readonly requestId: string | null;
  readonly createdAt: Timestamp;
}

export interface PageRequest {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export interface LivePhotoFilter extends PageRequest {
  readonly clientId: string;
  /** All four exclude the moment itself. */
  readonly createdAfter?: Timestamp | undefined;
  readonly createdBefore?: Timestamp | undefined;
  readonly updatedAfter?: Timestamp | undefined;
  readonly updatedBefore?: Timestamp | undefined;
}

export interface AuditFilter extends PageRequest {
  readonly clientId?: string | undefined;
  readonly livePhotoId?: string | undefined;
  readonly action?: AuditAction | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly totalItems: number;
}

/** An `Idempotency-Key`, within one API key, and what was asked with it. */
export interface IdempotencyEntry {
  readonly keyId: string;
  readonly key: string;
  /** SHA-256 of the request, hex. */
  readonly fingerprint: string;
}

export interface Upload {
  readonly photo: LivePhotoRecord;
  readonly audit: AuditEntry;
  readonly idempotency?: IdempotencyEntry | undefined;
}

/**
 * `expired`: the reservation of its blob is gone, so nothing was stored. `duplicate`: the idempotency key was used
 * meanwhile.
 */
export type UploadOutcome = 'stored' | 'expired' | 'client_missing' | 'duplicate';

/**
 * The order of writes that keeps bytes and rows together: a blob is reserved before it is written, the reservation
 * ends in the same step that stores its row, and taking a row away puts its blob back on the list. So every blob is
 * either a row's or on the list, whenever the process dies, and `claimExpiredBlobs` finds what is left.
 *
 * Each method is one atomic step. Each change of an object writes its audit entry in that same step.
 */
export interface LivePhotoStore {
  /** Brings the schema up to date. Safe to call from several processes. */
  migrate(): Promise<void>;
  /** @throws when the database cannot be written. */
  check(): Promise<void>;
  close(): Promise<void>;

  createClient(client: ClientRecord, audit: AuditEntry): Promise<void>;
  getClient(mode: Mode, id: string): Promise<ClientRecord | undefined>;
  /** Newest first. */
  listClients(mode: Mode, page: PageRequest): Promise<Page<ClientRecord>>;
  /** Replaces details and `updatedAt`. @returns false when there is no such client. */
  updateClient(client: ClientRecord, audit: AuditEntry): Promise<boolean>;
  /** Takes the client and its live photos away. @returns the blobs to remove, or undefined when there is no such client. */
  deleteClient(mode: Mode, id: string, audit: AuditEntry): Promise<readonly string[] | undefined>;

  /** Notes that bytes may appear under `blobKey`; they are garbage after `expiresAt` unless an upload takes them. */
  reserveBlob(blobKey: string, expiresAt: Timestamp): Promise<void>;
  commitUpload(upload: Upload): Promise<UploadOutcome>;
  findIdempotent(
    keyId: string,
    key: string,
  ): Promise<{ fingerprint: string; livePhotoId: string } | undefined>;
  getLivePhoto(mode: Mode, id: string): Promise<LivePhotoRecord | undefined>;
  /** Newest first. */
  listLivePhotos(mode: Mode, filter: LivePhotoFilter): Promise<Page<LivePhotoRecord>>;
  /** Shreds the data key. @returns the blob to remove, or undefined when there is no such live photo. */
  redactLivePhoto(mode: Mode, id: string, audit: AuditEntry): Promise<string | undefined>;
  /** @returns the blob to remove, or undefined when there is no such live photo (any more). */
  deleteLivePhoto(mode: Mode, id: string, audit: AuditEntry): Promise<string | undefined>;

  appendAudit(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  listAudit(mode: Mode, filter: AuditFilter): Promise<Page<AuditEntry>>;

  /** Takes up to `limit` blobs off uploads that took too long; no upload can be stored with them from then on. */
  claimExpiredBlobs(now: Timestamp, limit: number): Promise<readonly string[]>;
  /** Ends the note of a blob whose bytes are gone. */
  forgetBlob(blobKey: string): Promise<void>;
  /** Those of the blobs that a live photo or a note points at. */
  knownBlobs(blobKeys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Live photos created before `cutoff`, oldest first, up to `limit`. */
  listCreatedBefore(cutoff: Timestamp, limit: number): Promise<readonly LivePhotoRecord[]>;
  forgetIdempotencyBefore(cutoff: Timestamp): Promise<void>;
  /** Live photos whose data key is wrapped with another master key than `masterKeyId`, up to `limit`. */
  listWrappedByOthers(masterKeyId: string, limit: number): Promise<readonly LivePhotoRecord[]>;
  /** Changes the wrapping, unless it changed meanwhile. */
  rewrap(id: string, from: string, to: string): Promise<void>;
}
