/** What the API and the runner ask of a database about uploads that are inspected after they were answered. */
import type { ImageContentType, InspectionReport } from '@livephoto/core';
import type { AuditEntry, IdempotencyEntry, LivePhotoRecord, Owner, Timestamp } from './live-photo-store.ts';
import type { ClaimedTask, Task } from './tasks.ts';

export const waitingStates = ['pending', 'accepted', 'refused', 'failed'] as const;
export type WaitingState = (typeof waitingStates)[number];

/** An upload that was taken and is no live photo, or not yet. Its bytes are encrypted as those of live photos are. */
export interface WaitingUploadRecord extends Owner {
  /** The live photo's, if it becomes one. */
  readonly id: string;
  readonly clientId: string;
  readonly keyId: string;
  readonly requestId: string;
  readonly performLivenessCheck: boolean;
  readonly contentType: ImageContentType;
  readonly size: number;
  /** Both null once it was inspected. */
  readonly blobKey: string | null;
  readonly wrappedKey: string | null;
  readonly idempotency: IdempotencyEntry | null;
  readonly state: WaitingState;
  readonly livePhotoId: string | null;
  /** What the caller is told of a refusal or a failure: the body of the answer that a waiting caller would have got. */
  readonly refusal: Readonly<Record<string, unknown>> | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export interface WaitingUploadStore {
  /**
   * Stores an upload that waits, in place of the note of its blob, with its task.
   * @param most of the account that may wait, this one included.
   * @returns `full` when as many wait; `expired` and `client_missing` as {@link LivePhotoStore.commitUpload} has them; `duplicate` when the idempotency
   *   key is in use by another one that waits or waited.
   */
  addWaiting(
    upload: WaitingUploadRecord,
    task: Task,
    audit: AuditEntry,
    most: number,
  ): Promise<'stored' | 'expired' | 'client_missing' | 'duplicate' | 'full'>;
  getWaiting(owner: Owner, id: string): Promise<WaitingUploadRecord | undefined>;
  findWaiting(id: string): Promise<WaitingUploadRecord | undefined>;
  findWaitingByKey(keyId: string, key: string): Promise<WaitingUploadRecord | undefined>;
  /** How many of the account wait. */
  countWaiting(account: string): Promise<number>;
  /** Makes it a live photo. @returns whether it waited still, in these hands; `duplicate` when its idempotency key was used meanwhile. */
  acceptWaiting(
    task: ClaimedTask,
    photo: LivePhotoRecord,
    report: InspectionReport,
    idempotency: IdempotencyEntry | null,
    audit: AuditEntry,
  ): Promise<'stored' | 'duplicate' | 'over'>;
  /**
   * Ends it without a live photo of its own: its key is shredded, its blob is to go.
   * @param end `livePhotoId` where an earlier upload with the same idempotency key became one.
   * @returns the blob to remove; undefined when it was over already.
   */
  refuseWaiting(
    task: ClaimedTask,
    upload: WaitingUploadRecord,
    end: {
      readonly state: 'refused' | 'failed' | 'accepted';
      readonly refusal: Readonly<Record<string, unknown>> | null;
      readonly livePhotoId?: string;
    },
    audit: AuditEntry,
  ): Promise<string | undefined>;
  /** Those at their end since `cutoff`; of later ones, the idempotency keys of those made before `keyCutoff`. */
  forgetWaitingBefore(cutoff: Timestamp, keyCutoff: Timestamp): Promise<void>;
}
