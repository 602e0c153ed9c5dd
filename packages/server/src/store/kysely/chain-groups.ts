/** Steps of one process that wait for the turn of all servers at the audit chain: those that wait together go in one transaction. */
import { LivePhotoError } from '@livephoto/core';
import { type Batch, type BatchResults, listed } from '../database.ts';
import { createGroups, type GroupsOptions } from '../groups.ts';
import type { AuditEntry } from '../live-photo-store.ts';

/** Steps of one transaction: one that stores an upload has about ten queries. */
const groupSize = 16;

interface ChainStep {
  readonly entry: AuditEntry;
  readonly queries: Batch;
}

type Results = BatchResults<Batch>;

export interface ChainGroupsOptions {
  /** Milliseconds that a step may wait until it is begun, and until it is answered. */
  readonly patience: GroupsOptions<ChainStep, Results>['patience'];
  /** Runs the queries of a transaction in the turn of all servers, within so many milliseconds. */
  runInTurn(first: AuditEntry, queries: Batch, milliseconds: number): Promise<Results>;
  /** What a caller hears whose step was not begun in time. */
  onLate(): Error;
}

/**
 * @returns a function that runs one step and answers its results once they are committed. Steps of one transaction see what
 *   those before them did, as if each had its own. Where one fails by itself, all are done again, each alone.
 */
export function createChainGroups({
  patience,
  runInTurn,
  onLate,
}: ChainGroupsOptions): (step: ChainStep) => Promise<Results> {
  const together = async (steps: readonly ChainStep[], milliseconds: number) => {
    const queries = steps.flatMap((step, index) =>
      listed(step.queries).map(([name, query]) => [`${index}.${name}`, query] as const),
    );
    const results = await runInTurn(steps[0]!.entry, Object.fromEntries(queries), milliseconds);
    return steps.map((step, index) =>
      fulfilled(
        Object.fromEntries(listed(step.queries).map(([name]) => [name, results[`${index}.${name}`]!])),
      ),
    );
  };
  return createGroups<ChainStep, Results>({
    size: groupSize,
    patience,
    async serve(steps, milliseconds) {
      const end = performance.now() + milliseconds;
      try {
        return await together(steps, milliseconds);
      } catch (error) {
        if (steps.length === 1 || isOfAll(error)) throw error;
      }
      const ended: PromiseSettledResult<Results>[] = [];
      for (const step of steps) {
        const [one] = await Promise.allSettled([
          together([step], Math.max(1, end - performance.now())).then(([only]) => only!.value),
        ]);
        ended.push(one);
      }
      return ended;
    },
    onLate,
  });
}

function fulfilled<Value>(value: Value) {
  return { status: 'fulfilled', value } as const;
}

/** A deadlock is of two steps; whatever else the database was, away or full, it was for all. */
function isOfAll(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as { readonly code?: string };
  return error instanceof LivePhotoError && code !== '40P01';
}
