import { expect, it } from 'vitest';
import { type Caller, createRateLimiter } from './rate-limit.ts';

const key = (id: string, mode: 'live' | 'test'): Caller => ({ id, mode });

function allowed(take: (key: Caller) => void, by: Caller, tries: number): number {
  let count = 0;
  for (let i = 0; i < tries; i++) {
    try {
      take(by);
      count += 1;
    } catch (error) {
      expect(error).toMatchObject({ type: 'rate_limit_exceeded', status: 429, retryAfter: 1 });
    }
  }
  return count;
}

it('lets in so many at once, then so many a second, for each key by itself', () => {
  let now = 1_000_000;
  const take = createRateLimiter({ live: 10, test: 5 }, () => now);
  expect(allowed(take, key('a', 'live'), 50)).toBe(10);
  expect(allowed(take, key('b', 'live'), 50)).toBe(10);
  expect(allowed(take, key('c', 'test'), 50)).toBe(5);
  now += 300;
  expect(allowed(take, key('a', 'live'), 50)).toBe(3);
  now += 60_000;
  expect(allowed(take, key('a', 'live'), 50)).toBe(10);
});

it('is not fooled by a clock that is set back', () => {
  let now = 1_000_000;
  const take = createRateLimiter({ live: 2, test: 2 }, () => now);
  expect(allowed(take, key('a', 'live'), 9)).toBe(2);
  now -= 3_600_000;
  expect(allowed(take, key('a', 'live'), 9)).toBe(0);
  now += 1000;
  expect(allowed(take, key('a', 'live'), 9)).toBe(2);
});

it('forgets callers at rest, and none that is still held back', () => {
  let now = 1_000_000;
  const take = createRateLimiter({ live: 1, test: 1 }, () => now);
  for (let i = 0; i < 3000; i++) take(key(`early ${i}`, 'live'));
  now += 500;
  take(key('busy', 'live'));
  now += 600;
  for (let i = 0; i < 3000; i++) take(key(`late ${i}`, 'live'));
  expect(allowed(take, key('busy', 'live'), 3)).toBe(0);
  expect(allowed(take, key('early 0', 'live'), 3)).toBe(1);
});

it('takes a rate below one a second for what it says', () => {
  let now = 1_000_000;
  const take = createRateLimiter({ live: 0.25, test: 5 }, () => now);
  expect(() => take(key('a', 'live'))).not.toThrow();
  now += 3000;
  expect(() => take(key('a', 'live'))).toThrow('try again in 1 s');
  now += 1000;
  expect(() => take(key('a', 'live'))).not.toThrow();
  expect(() => take(key('a', 'live'))).toThrow('try again in 4 s');
});
