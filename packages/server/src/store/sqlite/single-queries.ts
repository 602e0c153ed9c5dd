/** Queries that stand for themselves: those that wait at the same time are asked of the thread together. */
import type { Step, StepResult } from './connection.ts';
import { faultError } from './fault-error.ts';
import { revived, type SqliteThread } from './sqlite-thread.ts';

/** Most that are asked together: what comes meanwhile waits no longer than for so many. */
const groupSize = 64;

interface Waiting {
  readonly step: Step;
  /** `performance.now()` from which it is too late. */
  readonly late: number;
  resolve(result: StepResult): void;
  reject(error: unknown): void;
}

/** What they share with steps of several queries. */
export interface Connection {
  readonly thread: SqliteThread;
  /** Waits for a turn. @returns what ends it, and how long others may still be waited for, in milliseconds. */
  takeTurn(): Promise<{ end(): void; readonly patience: number }>;
  /** Milliseconds that a query may wait. */
  readonly patience: number;
}

/** @returns a function that runs one query, which commits by itself. */
export function createSingleQueries({
  thread,
  takeTurn,
  patience,
}: Connection): (step: Step) => Promise<StepResult> {
  let waiting: Waiting[] = [];

  const runWaiting = async () => {
    const turn = await takeTurn().catch((error: unknown) => {
      for (const { reject } of waiting.splice(0)) reject(error);
      return undefined;
    });
    if (!turn) return;
    const group = waiting.slice(0, groupSize);
    waiting = waiting.slice(groupSize);
    try {
      const now = performance.now();
      const inTime = group.filter((query) => query.late > now);
      for (const { late, reject } of group) {
        if (late <= now) reject(faultError('busy', new Error('The queries before this one took too long')));
      }
      const steps = inTime.map(({ step }) => step);
      const { each = [] } = await thread.ask({ what: 'run each', steps, patience: turn.patience });
      inTime.forEach(({ resolve, reject }, index) => {
        const answer = each[index]!;
        if ('rows' in answer) resolve(answer);
        else reject(revived(answer));
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      turn.end();
      if (waiting.length > 0) void runWaiting();
    }
  };

  return (step) =>
    new Promise((resolve, reject) => {
      waiting.push({ step, late: performance.now() + patience, resolve, reject });
      // The first of them asks for a turn for all.
      if (waiting.length === 1) void runWaiting();
    });
}
