/** What the API and the runner ask of a database about jobs. */
import type { InspectionReport, PolicyLike } from '@livephoto/core';
import type {
  AuditEntry,
  IdempotencyEntry,
  LivePhotoRecord,
  Owner,
  Page,
  PageRequest,
  Timestamp,
} from './live-photo-store.ts';
import type { ClaimedTask, Task } from './tasks.ts';

/** What jobs do. */
export const jobTypes = ['reinspect', 'export', 'sweep'] as const;
export type JobType = (typeof jobTypes)[number];

/** How far jobs are. */
export const jobStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

/** Which live photos a job is about; all of its owner's when nothing is said. */
export interface JobFilter {
  readonly clientId?: string | undefined;
  /** Both exclude the moment itself. */
  readonly createdAfter?: Timestamp | undefined;
  readonly createdBefore?: Timestamp | undefined;
}

export interface JobOptions extends JobFilter {
  /** Of `reinspect`: what decides; the server's own policy when left out. */
  readonly policy?: PolicyLike | undefined;
  /** Of `reinspect`: whether the new reports take the place of the stored ones. */
  readonly apply?: boolean | undefined;
  /** Of `sweep`: only says what it would do. */
  readonly dryRun?: boolean | undefined;
}

/** What became of the verdicts of those photos that a reinspection looked at. */
export interface JobCounts {
  /** As accepted or refused as before. */
  readonly unchanged: number;
  /** Refused before, accepted now. */
  readonly accepts: number;
  /** Accepted before, refused now. */
  readonly refuses: number;
  /** Could not be inspected. */
  readonly failed: number;
}

/** A job, with how far it is. */
export interface JobRecord extends Owner {
  readonly id: string;
  readonly type: JobType;
  readonly keyId: string;
  readonly options: JobOptions;
  readonly state: JobState;
  /** Whether all parts are made. */
  readonly planned: boolean;
  /** The last photo that is in a part. */
  readonly cursor: string;
  /** Photos that it is about; null as long as nobody counted. */
  readonly total: number | null;
  readonly done: number;
  readonly counts: JobCounts;
  /** Of `sweep`. */
  readonly result: Readonly<Record<string, number | string>> | null;
  readonly error: { readonly type: string; readonly message: string } | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  readonly finishedAt: Timestamp | null;
}

/** A verdict, as the report of a reinspection shows it. */
export interface Verdict {
  readonly accepted: boolean;
  /** Codes of all findings. */
  readonly findings: readonly string[];
  readonly policy: string;
}

/** What a reinspection found of one photo. */
export interface ItemOutcome {
  readonly change: keyof JobCounts;
  readonly before: Verdict;
  readonly after: Verdict | null;
  readonly error?: { readonly type: string; readonly message: string } | undefined;
}

/** An outcome, and whose it is. */
export interface JobItem {
  readonly livePhotoId: string;
  readonly clientId: string;
  readonly outcome: ItemOutcome;
}

/** One line of a job's result, as it is stored now. */
export interface ResultRow {
  readonly photo: LivePhotoRecord;
  /** Of reinspections. */
  readonly outcome: ItemOutcome | null;
  /** Of exports. */
  readonly report: InspectionReport | null;
}

export interface JobPage extends PageRequest {
  readonly type?: JobType | undefined;
  readonly state?: JobState | undefined;
}

export interface JobCreation {
  /** Jobs of the owner that may be under way, this one among them; without end when left out. */
  readonly most?: number;
  /** Of the API key that asks for it. */
  readonly idempotency?: Omit<IdempotencyEntry, 'keyId'> | undefined;
}

export interface JobStore {
  /** @returns `duplicate` when the idempotency key was used before, `full` when as many are under way as may. */
  createJob(
    job: JobRecord,
    task: Task,
    audit: AuditEntry,
    creation?: JobCreation,
  ): Promise<'stored' | 'duplicate' | 'full'>;
  /** The job that was made with a key, and the fingerprint of what was asked. */
  findJobByKey(
    keyId: string,
    key: string,
  ): Promise<{ readonly job: JobRecord; readonly fingerprint: string } | undefined>;
  getJob(owner: Owner, id: string): Promise<JobRecord | undefined>;
  /** Whoever's it is: for the runner. */
  findJob(id: string): Promise<JobRecord | undefined>;
  /** Newest first. */
  listJobs(owner: Owner, filter: JobPage): Promise<Page<JobRecord>>;
  /** @returns false when it is at its end already; undefined when there is no such job. */
  cancelJob(owner: Owner, id: string, audit: AuditEntry): Promise<boolean | undefined>;
  /** Ends it, whatever is left of it. */
  failJob(
    id: string,
    error: { readonly type: string; readonly message: string },
    at: Timestamp,
  ): Promise<void>;

  /** From `queued` to `running`. */
  beginJob(id: string, at: Timestamp): Promise<void>;
  /** Counts the photos of the job. */
  countJobPhotos(job: JobRecord): Promise<void>;
  /** Ids after `cursor`, in their order; of photos that were there when the job was made, and are not redacted. */
  listJobPhotos(job: JobRecord, cursor: string, limit: number): Promise<readonly string[]>;
  countParts(jobId: string): Promise<number>;
  /** Stores a part and moves the cursor from `job.cursor` to `cursor`. @returns false when somebody else did. */
  addPart(plan: ClaimedTask, job: JobRecord, cursor: string, part: Task): Promise<boolean>;
  /** No part follows. */
  endPlan(plan: ClaimedTask, at: Timestamp): Promise<void>;

  /** The photos of a part as they are now: those that were deleted or redacted are not among them. */
  listPart(job: JobRecord, first: string, last: string): Promise<readonly LivePhotoRecord[]>;
  /** Outcomes that are stored already. */
  listOutcomes(job: JobRecord, first: string, last: string): Promise<ReadonlyMap<string, ItemOutcome>>;
  /**
   * Stores outcomes, counts them, and ends the part; with the last part the job ends too. A photo that is gone or redacted
   * gets none.
   * @returns false when the part is in other hands: nothing was stored.
   */
  endPart(part: ClaimedTask, items: readonly JobItem[], counts: JobCounts, at: Timestamp): Promise<boolean>;
  /** Of exports: all photos of the part become items. */
  endExportPart(
    part: ClaimedTask,
    job: JobRecord,
    first: string,
    last: string,
    at: Timestamp,
  ): Promise<boolean>;
  /** Puts a report in place of the stored one, with its outcome. @returns false when the photo is gone, or the part is in other hands. */
  applyReport(
    part: ClaimedTask,
    photo: LivePhotoRecord,
    report: InspectionReport,
    item: JobItem,
    audit: AuditEntry,
  ): Promise<boolean>;
  endSweep(
    task: ClaimedTask,
    result: Readonly<Record<string, number | string>>,
    at: Timestamp,
  ): Promise<void>;

  /** Lines after photo `after`, in the order of ids. What was redacted or deleted meanwhile is not among them. */
  listResult(job: JobRecord, after: string, limit: number): Promise<readonly ResultRow[]>;
  /** Forgets jobs that ended before, and idempotency keys of jobs that were made before `keyCutoff`. */
  forgetJobsBefore(cutoff: Timestamp, keyCutoff: Timestamp): Promise<void>;
}
