/**
 * What the runner asks of a queue: that somebody hears of each task. Tasks are rows in the database, and stay until they are
 * done; a queue that loses or repeats a message costs time and nothing else.
 */
import type { TaskKind, Topic } from '../store/tasks.ts';

export interface TaskMessage {
  /** Of the task. */
  readonly id: string;
  readonly kind: TaskKind;
  /** Seconds before which it is of no use. */
  readonly delay: number;
}

export interface Receiver {
  /** Messages that are handled at once, in this process. */
  readonly concurrency: number;
  /** One that rejects is handed out again. */
  handle(id: string): Promise<void>;
}

export interface JobQueue {
  /** `in-process`, `pg-boss`, … */
  readonly name: string;
  /** @throws when the messages are not on their way; all of them may be sent again. */
  send(messages: readonly TaskMessage[]): Promise<void>;
  /** Begins to hand out messages, to some process that receives: each to one of them. */
  receive(receivers: Readonly<Record<Topic, Receiver>>): Promise<void>;
  /** Hands out nothing more, and waits for what is being handled. */
  close(): Promise<void>;
}
