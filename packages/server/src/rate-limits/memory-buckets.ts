/** Token buckets of one process. */
import type { Clock } from '@livephoto/core';
import { disorder, rounding, type TokenBuckets, timesOf } from './token-buckets.ts';

/** Callers that are remembered before those at rest are forgotten. */
const manyCallers = 1000;

export function createMemoryBuckets(clock: Clock): TokenBuckets {
  /** When each is full again. */
  const buckets = new Map<string, number>();
  return {
    async take(caller, rate) {
      const { one, whole } = timesOf(rate);
      const now = clock();
      if (buckets.size >= manyCallers && !buckets.has(caller)) {
        for (const [other, fullAt] of buckets) if (fullAt <= now) buckets.delete(other);
      }
      const fullAt = buckets.get(caller) ?? now;
      if (fullAt > now + whole + disorder) {
        buckets.set(caller, now + whole);
        return 0;
      }
      const next = Math.max(fullAt, now) + one;
      const wait = next - whole - now;
      if (wait > rounding) return wait;
      buckets.set(caller, next);
      return 0;
    },
  };
}
