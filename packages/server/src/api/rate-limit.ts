/** A token bucket for each key: so many requests a second, as many at once. */
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

/** @returns a function that takes one request of the key. @throws {RateLimitError} from it. */
export function createRateLimiter(
  perSecond: Limits['requestsPerSecond'],
  clock: Clock,
): (key: ApiKey) => void {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key) => {
    const rate = perSecond[key.mode];
    const now = clock();
    const bucket = buckets.get(key.id) ?? { tokens: rate, at: now };
    // A clock that was set back must not fill the bucket, nor stop it for good.
    const elapsed = Math.max(0, now - bucket.at) / 1000;
    bucket.tokens = Math.min(rate, bucket.tokens + elapsed * rate);
    bucket.at = now;
    buckets.set(key.id, bucket);
    if (bucket.tokens < 1) throw new RateLimitError(Math.max(1, Math.ceil((1 - bucket.tokens) / rate)));
    bucket.tokens -= 1;
  };
}
