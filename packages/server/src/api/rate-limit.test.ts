import { expect, it } from 'vitest';
import { createMemoryBuckets } from '../rate-limits/memory-buckets.ts';
import { createRateLimiter } from './rate-limit.ts';

it('takes the rate of the mode, and says in whole seconds when to come back', async () => {
  let now = 1_000_000;
  const take = createRateLimiter(
    { live: 2, test: 0.25 },
    createMemoryBuckets(() => now),
  );
  const refusal = (retryAfter: number) => ({ type: 'rate_limit_exceeded', status: 429, retryAfter });
  await take({ id: 'a', mode: 'live' });
  await take({ id: 'a', mode: 'live' });
  await expect(take({ id: 'a', mode: 'live' })).rejects.toMatchObject(refusal(1));
  await take({ id: 'b', mode: 'test' });
  await expect(take({ id: 'b', mode: 'test' })).rejects.toMatchObject(refusal(4));
  now += 3000;
  await expect(take({ id: 'b', mode: 'test' })).rejects.toThrow('Too many requests: try again in 1 s');
  now += 1000;
  await take({ id: 'b', mode: 'test' });
});
