/** What is said between the server and the thread that its database file is used in; one question at a time. */
import type { Step, StepResult } from './connection.ts';
import type { FaultKind } from './fault.ts';

/** `patience` is milliseconds to wait for other processes. */
export type WorkerRequest =
  | {
      readonly what: 'run';
      readonly steps: readonly Step[];
      readonly atomic: boolean;
      readonly patience: number;
    }
  /** Each by itself, whatever becomes of the others; `patience` is for all of them. */
  | { readonly what: 'run each'; readonly steps: readonly Step[]; readonly patience: number }
  | { readonly what: 'empty log'; readonly patience: number }
  | { readonly what: 'close' };

export interface WorkerAnswer {
  readonly results?: readonly StepResult[];
  /** Of `run each`, in order. */
  readonly each?: readonly (StepResult | WorkerError)[];
  readonly emptied?: boolean;
  readonly error?: WorkerError;
}

export interface WorkerError {
  readonly message: string;
  readonly stack: string | undefined;
  /** Undefined when the statement itself was wrong. */
  readonly kind: FaultKind | undefined;
}
