/** A token bucket for each caller: so many requests a second, as many at once. */
import { type Clock, LivePhotoError } from '@livephoto/core';
import type { ApiKey } from '../keys/api-keys.ts';
import type { Limits } from './context.ts';

export class RateLimitError extends LivePhotoError {
  /** Whole seconds until a request may succeed. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('rate_limit_exceeded', `Too many requests: try again in ${retryAfter} s`);
    this.retryAfter = retryAfter;
  }
}

/** Whose requests are counted together: an API key, or all tokens of one client. */
export type Caller = Pick<ApiKey, 'id' | 'mode'>;

/** Callers that are remembered before those at rest are forgotten. */
const manyCallers = 1000;

/** @returns a function that takes one request of the caller. @throws {RateLimitError} from it. */
export function createRateLimiter(
  perSecond: Limits['requestsPerSecond'],
  clock: Clock,
): (caller: Caller) => void {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const timeToFill = Math.max(1000, 1000 / perSecond.live, 1000 / perSecond.test);
  return ({ id, mode }) => {
    const rate = perSecond[mode];
    // Of a rate below one a second, one at once is still a request.
    const capacity = Math.max(1, rate);
    const now = clock();
    if (buckets.size >= manyCallers && !buckets.has(id)) {
      for (const [other, { at }] of buckets) if (now - at >= timeToFill) buckets.delete(other);
    }
    const bucket = buckets.get(id) ?? { tokens: capacity, at: now };
    // A clock that was set back must not fill the bucket, nor stop it for good.
    const elapsed = Math.max(0, now - bucket.at) / 1000;
    bucket.tokens = Math.min(capacity, bucket.tokens + elapsed * rate);
    bucket.at = now;
    buckets.set(id, bucket);
    if (bucket.tokens < 1) throw new RateLimitError(Math.max(1, Math.ceil((1 - bucket.tokens) / rate)));
    bucket.tokens -= 1;
  };
}
