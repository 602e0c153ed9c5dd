/** Writes down when a key was used last: to the minute, so that no request pays for it. */
import type { Clock } from '@livephoto/core';
import type { Kysely } from 'kysely';
import type { Schema } from '../store/schema.ts';
import type { ApiKey } from './api-keys.ts';

/** Milliseconds that a note stands before the next one is made. */
const interval = 60_000;

/** @returns a function that notes a use, unless one was noted within a minute, here or by another process. */
export function createUseNotes(
  db: Kysely<Schema>,
  clock: Clock,
): (key: Pick<ApiKey, 'id' | 'lastUsedAt'>) => Promise<void> {
  /** When this process tried last: a database that refuses is not asked again with every request. */
  const tried = new Map<string, number>();
  return async ({ id, lastUsedAt }) => {
    const now = clock();
    const recent = (time: number) => Math.abs(now - time) < interval;
    if (lastUsedAt !== null && recent(Date.parse(lastUsedAt))) return;
    if (recent(tried.get(id) ?? Number.NEGATIVE_INFINITY)) return;
    tried.set(id, now);
    try {
      await db
        .updateTable('api_keys')
        .set({ last_used_at: new Date(now).toISOString() })
        .where('id', '=', id)
        .execute();
    } catch {
      // A disk that is full, a lock: the request goes on, and says so itself where that matters to it.
    }
  };
}
