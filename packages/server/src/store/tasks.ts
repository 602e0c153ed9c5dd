/** What the runner asks of a database: tasks, each a row until it was done. */
import type { Timestamp } from './live-photo-store.ts';

/** Every kind of task, with the queue that it waits in: what takes long never stands before what somebody waits for. */
export const taskTopics = {
  upload: 'uploads',
  delivery: 'deliveries',
  plan: 'jobs',
  part: 'jobs',
  sweep: 'jobs',
} as const;
export type TaskKind = keyof typeof taskTopics;
export type Topic = (typeof taskTopics)[TaskKind];
export const topics = ['uploads', 'deliveries', 'jobs'] as const satisfies readonly Topic[];

export interface Task {
  readonly id: string;
  readonly kind: TaskKind;
  /** The job, upload or delivery that it belongs to. */
  readonly subject: string;
  readonly body: Readonly<Record<string, string | number>>;
  /** Not before. */
  readonly dueAt: Timestamp;
  readonly createdAt: Timestamp;
}

/** A task in somebody's hands. All that it leads to is stored in steps that hold the claim against its row. */
export interface ClaimedTask extends Task {
  readonly claim: string;
  /** Claims so far, this one included. */
  readonly attempts: number;
}

export interface TaskStore {
  /** Marks up to `limit` tasks, those due first, as told of. @returns them. */
  takeUntold(now: Timestamp, limit: number): Promise<readonly Pick<Task, 'id' | 'kind' | 'dueAt'>[]>;
  /** Takes the mark back: nobody heard. */
  untell(ids: readonly string[]): Promise<void>;
  /**
   * Takes the mark back of tasks whose claim has run out, and of those that were told of and are due since `toldBefore`,
   * and that nobody claimed.
   */
  remind(now: Timestamp, toldBefore: Timestamp): Promise<void>;
  /** @returns undefined when it is done, not due yet, or in other hands. */
  claimTask(id: string, claim: string, now: Timestamp, until: Timestamp): Promise<ClaimedTask | undefined>;
  /** @returns false when it is in other hands, or gone. */
  renewClaim(task: ClaimedTask, until: Timestamp): Promise<boolean>;
  /**
   * Gives the claim back; the task is due again at `dueAt`.
   * @param attempts that count from then on: 0 when it went well so far.
   */
  postpone(task: ClaimedTask, dueAt: Timestamp, attempts: number): Promise<void>;
  finishTask(task: ClaimedTask): Promise<void>;
  /** How many tasks there are of each kind, those not due included. */
  countTasks(): Promise<Readonly<Partial<Record<TaskKind, number>>>>;
}
