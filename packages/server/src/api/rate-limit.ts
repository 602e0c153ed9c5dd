/** So many requests a second of each caller, as many at once. */
import { LivePhotoError } from '@livephoto/core';
import type { ApiKey } from '../keys/api-keys.ts';
import type { TokenBuckets } from '../rate-limits/token-buckets.ts';
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

/** @returns a function that takes one request of the caller. @throws {RateLimitError} from it. */
export function createRateLimiter(
  perSecond: Limits['requestsPerSecond'],
  buckets: TokenBuckets,
): (caller: Caller) => Promise<void> {
  return async ({ id, mode }) => {
    const wait = await buckets.take(id, perSecond[mode]);
    if (wait > 0) throw new RateLimitError(Math.ceil(wait / 1000));
  };
}
