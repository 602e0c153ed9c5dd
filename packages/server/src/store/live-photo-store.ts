/** What the API asks of a database: clients, live photos, the audit log, and the list of bytes that must go. */
import type { InspectionReport, LivePhoto } from '@livephoto/core';
import type { CapturePrintStore } from './capture-prints.ts';
import type { CaptureSessionStore, TryEnd } from './capture-sessions.ts';

/** Objects of one mode do not exist for keys of the other. */
export type Mode = 'live' | 'test';

/** Whose an object is. Objects of one owner are invisible to every other: of another account, and of the other mode. */
export interface Owner {
  /** As {@link isAccount} has it. */
  readonly account: string;
  readonly mode: Mode;
}

/** Whom everything belongs to that was stored before there were accounts, and keys that name none. */
export const defaultAccount = 'default';

/** Small letters, digits and hyphens, up to 63, a letter or digit first: a name that fits anywhere. */
export function isAccount(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);
}

/** ISO 8601, UTC, milliseconds: sorts as text. */
export type Timestamp = string;

/** A person whose photos are stored. */
export interface ClientRecord extends Owner {
  readonly id: string;
  /** What the caller gave, beside `id` and the times. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** A live photo without what was found in it, which is asked for by itself. */
export interface LivePhotoRecord extends LivePhoto, Owner {
  readonly blobKey: string;
  /** The image's data key, wrapped with a master key; null once the image is redacted. */
  readonly wrappedKey: string | null;
  readonly redactedAt: Timestamp | null;
}

/** Everything that the audit log tells of. */
export const auditActions = [
  'client.create',
  'client.read',
  'client.list',
  'client.update',
  'client.delete',
  'token.create',
  'captureSession.create',
  'captureSession.read',
  'captureSession.try',
  'captureSession.refuse',
  'captureSession.lock',
  'livePhoto.create',
  'livePhoto.refuse',
  'livePhoto.read',
  'livePhoto.list',
  'livePhoto.download',
  'livePhoto.redact',
  'livePhoto.delete',
  'livePhoto.wait',
  'livePhoto.reinspect',
  'job.create',
  'job.cancel',
  'job.result',
  'webhook.create',
  'webhook.update',
  'webhook.delete',
  'webhook.replay',
  'key.create',
  'key.revoke',
  'login.fail',
  'access.deny',
  'sweep.run',
  'audit.begin',
] as const;
/** One of `auditActions`. */
export type AuditAction = (typeof auditActions)[number];

/** Who did what, when. */
export interface AuditEntry {
  readonly id: string;
  /** Empty for what belongs to none. */
  readonly account: string;
  /** `server` for what belongs to no mode: failed logins, sweeps. */
  readonly mode: Mode | 'server';
  /** The API key that acted; `retention`, `sweep` or `operator` when none did, empty when nobody was let in. */
  readonly keyId: string;
  readonly action: AuditAction;
  readonly clientId: string | null;
  readonly livePhotoId: string | null;
  readonly requestId: string | null;
  /** What happened, where the action alone does not say it: the type of a refusal, numbers of a sweep. */
  readonly detail?: string | undefined;
  readonly createdAt: Timestamp;
}

/** The end of the audit log's chain. */
export interface AuditHead {
  /** How many entries there are, from 1. */
  readonly seq: number;
  /** SHA-256 of the last entry and the hash before it, hex. */
  readonly hash: string;
}

/** An entry as it stands in the chain. */
export interface ChainedEntry extends AuditEntry, AuditHead {}

/** A wrapped key of an image, a client's texts or a webhook's secret, for wrapping it anew. */
export interface WrappedKey {
  readonly of: 'livePhoto' | 'client' | 'upload' | 'webhook';
  readonly id: string;
  readonly wrappedKey: string;
  /** What it was wrapped for. */
  readonly name: string;
}

/** Which part of a list is wanted. */
export interface PageRequest {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** Which live photos are wanted. */
export interface LivePhotoFilter extends PageRequest {
  readonly clientId: string;
  /** All four exclude the moment itself. */
  readonly createdAfter?: Timestamp | undefined;
  readonly createdBefore?: Timestamp | undefined;
  readonly updatedAfter?: Timestamp | undefined;
  readonly updatedBefore?: Timestamp | undefined;
}

/** Which entries of the audit log are wanted. */
export interface AuditFilter extends PageRequest {
  readonly id?: string | undefined;
  readonly clientId?: string | undefined;
  readonly livePhotoId?: string | undefined;
  readonly action?: AuditAction | undefined;
}

/** Part of a list, with the number of all. */
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

/** Everything that storing a photo writes, in one step. */
export interface Upload {
  readonly photo: LivePhotoRecord;
  readonly report: InspectionReport;
  readonly audit: AuditEntry;
  readonly idempotency?: IdempotencyEntry | undefined;
  /** The try of a capture session that brought it: its end, and the session's, are in the same step. */
  readonly capture?: TryEnd | undefined;
}

/**
 * `try_over`: the capture session does not wait for that try any more. `expired`: the reservation of its blob is gone, so nothing was stored. `duplicate`: the idempotency key was used
 * meanwhile.
 */
export type UploadOutcome = 'stored' | 'expired' | 'client_missing' | 'duplicate' | 'try_over';

/**
 * The order of writes that keeps bytes and rows together: a blob is reserved before it is written, the reservation
 * ends in the same step that stores its row, and taking a row away puts its blob back on the list. So every blob is
 * either a row's or on the list, whenever the process dies, and `claimExpiredBlobs` finds what is left.
 *
 * Each method is one atomic step. Each change of an object writes its audit entry in that same step. What is redacted or
 * deleted is unreadable in the database's own files when the method answers.
 */
export interface LivePhotoStore extends CaptureSessionStore, CapturePrintStore {
  /** Brings the schema up to date. Safe to call from several processes. */
  migrate(): Promise<void>;
  /** @throws when the database cannot be written. */
  check(): Promise<void>;
  close(): Promise<void>;

  createClient(client: ClientRecord, audit: AuditEntry): Promise<void>;
  getClient(owner: Owner, id: string): Promise<ClientRecord | undefined>;
  /** Newest first. */
  listClients(owner: Owner, page: PageRequest): Promise<Page<ClientRecord>>;
  /**
   * Replaces details and `updatedAt`, which is another one with every change.
   * @param before the `updatedAt` that it was read with. @returns `changed` when it has another one by now.
   */
  updateClient(
    client: ClientRecord,
    before: Timestamp,
    audit: AuditEntry,
  ): Promise<'updated' | 'changed' | 'missing'>;
  /** Takes the client and its live photos away. @returns the blobs to remove, or undefined when there is no such client. */
  deleteClient(owner: Owner, id: string, audit: AuditEntry): Promise<readonly string[] | undefined>;

  /** Notes that bytes may appear under `blobKey`; they are garbage after `expiresAt` unless an upload takes them. */
  reserveBlob(blobKey: string, expiresAt: Timestamp): Promise<void>;
  commitUpload(upload: Upload): Promise<UploadOutcome>;
  /** Writes down that a photo was refused, and tells webhooks. Nothing of the photo is kept. */
  refuseUpload(
    owner: Owner,
    refusal: { readonly clientId: string; readonly type: string },
    audit: AuditEntry,
  ): Promise<void>;
  findIdempotent(
    keyId: string,
    key: string,
  ): Promise<{ fingerprint: string; livePhotoId: string } | undefined>;
  getLivePhoto(owner: Owner, id: string): Promise<LivePhotoRecord | undefined>;
  /** What was found in a live photo. @returns undefined when there is no such live photo. */
  getReport(owner: Owner, id: string): Promise<InspectionReport | undefined>;
  /** Newest first. */
  listLivePhotos(owner: Owner, filter: LivePhotoFilter): Promise<Page<LivePhotoRecord>>;
  /** Shreds the data key. @returns the blob to remove, or undefined when there is no such live photo. */
  redactLivePhoto(owner: Owner, id: string, audit: AuditEntry): Promise<string | undefined>;
  /** @returns the blob to remove, or undefined when there is no such live photo (any more). */
  deleteLivePhoto(owner: Owner, id: string, audit: AuditEntry): Promise<string | undefined>;

  appendAudit(entry: AuditEntry): Promise<void>;
  /** The end of the chain; undefined when there is no entry yet. */
  auditHead(): Promise<AuditHead | undefined>;
  /** Entries after place `seq` in the order of the chain, up to `limit`. */
  listChain(seq: number, limit: number): Promise<readonly ChainedEntry[]>;
  /** Of the entries that have no place in the chain: how many, and the SHA-256 of them in the order of their times, hex. */
  digestUnchained(): Promise<{ readonly count: number; readonly digest: string }>;
  /** Newest first. */
  listAudit(owner: Owner, filter: AuditFilter): Promise<Page<AuditEntry>>;

  /**
   * Takes up to `limit` blobs off uploads that took too long; no upload can be stored with them from then on.
   * @param horizon no upload takes until then: a note that says so was made by a wrong clock.
   */
  claimExpiredBlobs(now: Timestamp, limit: number, horizon?: Timestamp): Promise<readonly string[]>;
  /** Ends the note of a blob whose bytes are gone. */
  forgetBlob(blobKey: string): Promise<void>;
  /** Those of the blobs that a live photo or a note points at. */
  knownBlobs(blobKeys: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many live photos there are, of both modes: all, or those created before `cutoff`. */
  countLivePhotos(cutoff?: Timestamp): Promise<number>;
  /** Live photos created before `cutoff`, oldest first, up to `limit`. */
  listCreatedBefore(cutoff: Timestamp, limit: number): Promise<readonly LivePhotoRecord[]>;
  forgetIdempotencyBefore(cutoff: Timestamp): Promise<void>;
  /** Keys that are wrapped with another master key than `masterKeyId`, up to `limit`. */
  listWrappedByOthers(masterKeyId: string, limit: number): Promise<readonly WrappedKey[]>;
  /** Changes the wrapping, unless it changed meanwhile. */
  rewrap(key: WrappedKey, to: string): Promise<void>;
  /**
   * Seals details and reports that an earlier version stored as they are, up to `limit` of each.
   * @returns whether all of them are sealed now.
   */
  sealPlain(limit: number): Promise<boolean>;
  /** A note that servers keep for each other; undefined when there is none. */
  getNote(name: string): Promise<string | undefined>;
  setNote(name: string, value: string): Promise<void>;
}
