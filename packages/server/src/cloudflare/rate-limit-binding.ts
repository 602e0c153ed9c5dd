/** Cloudflare's rate limits, which count for all isolates of a location together. */
import { RateLimitError } from '../api/rate-limit.ts';
import type { KeyVerifier } from '../keys/api-keys.ts';
import type { Mode } from '../store/live-photo-store.ts';

/** What is used of the binding; any `RateLimit` is one. */
export interface RateLimit {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

/** @returns the keys, each with its use counted. A mode without a limit is not counted. */
export function limitKeys(
  keys: KeyVerifier,
  limits: Readonly<Record<Mode, RateLimit | undefined>>,
): KeyVerifier {
  return {
    async verify(secret) {
      const key = await keys.verify(secret);
      if (!key || key === 'expired') return key;
      const limit = limits[key.mode];
      if (limit && !(await limit.limit({ key: key.id })).success) throw new RateLimitError(1);
      return key;
    },
    // Client tokens are counted by the API, apart from the key that made them.
    find: (id) => keys.find(id),
  };
}
