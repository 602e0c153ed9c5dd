/** Queries that stand for themselves: those that wait at the same time are asked of the thread together. */
import { createGroups } from '../groups.ts';
import type { Step, StepResult } from './connection.ts';
import { faultError } from './fault-error.ts';
import { revived, type SqliteThread } from './sqlite-thread.ts';

/** Most that are asked together: what comes meanwhile waits no longer than for so many. */
const groupSize = 64;

/** What they share with steps of several queries. */
export interface Connection {
  readonly thread: SqliteThread;
  /** Waits for a turn, for so many milliseconds. @returns what ends it. */
  takeTurn(milliseconds: number): Promise<{ end(): void }>;
  /** Milliseconds that a query may wait. */
  patience(): number;
}

/** @returns a function that runs one query, which commits by itself. */
export function createSingleQueries({
  thread,
  takeTurn,
  patience,
}: Connection): (step: Step) => Promise<StepResult> {
  return createGroups<Step, StepResult>({
    size: groupSize,
    patience: () => ({ turn: patience(), answer: patience() }),
    takeTurn: async (milliseconds) => (await takeTurn(milliseconds)).end,
    async serve(steps, milliseconds) {
      const { each = [] } = await thread.ask({ what: 'run each', steps, patience: milliseconds });
      return each.map((answer) =>
        'rows' in answer
          ? { status: 'fulfilled', value: answer }
          : { status: 'rejected', reason: revived(answer) },
      );
    },
    onLate: () => faultError('busy', new Error('The queries before this one took too long')),
  });
}
