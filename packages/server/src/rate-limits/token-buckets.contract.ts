/** What all token buckets must do, wherever they are kept. */
import type { Clock } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import type { TokenBuckets } from './token-buckets.ts';

/** @param open makes buckets that go by `clock`; those of one test share nothing with another's callers. */
export function testTokenBuckets(open: (clock: Clock) => TokenBuckets): void {
  describe('TokenBuckets contract', () => {
    let now = 1_700_000_000_000;
    const buckets = open(() => now);
    let callers = 0;
    const newCaller = () => `caller ${++callers} ' "`;
    const takeMany = async (caller: string, rate: number, tries: number) => {
      let taken = 0;
      for (let i = 0; i < tries; i++) if ((await buckets.take(caller, rate)) === 0) taken += 1;
      return taken;
    };

    it('lets in so many at once, then so many a second, for each caller by itself', async () => {
      const [a, b] = [newCaller(), newCaller()];
      expect(await takeMany(a, 10, 15)).toBe(10);
      expect(await takeMany(b, 5, 15)).toBe(5);
      now += 300;
      expect(await takeMany(a, 10, 15)).toBe(3);
      now += 60_000;
      expect(await takeMany(a, 10, 15)).toBe(10);
      expect(await takeMany(b, 5, 15)).toBe(5);
    });

    it('says how long to wait, and no shorter', async () => {
      const caller = newCaller();
      expect(await takeMany(caller, 4, 4)).toBe(4);
      const wait = await buckets.take(caller, 4);
      expect(wait).toBeCloseTo(250, 1);
      now += 249;
      expect(await buckets.take(caller, 4)).toBeGreaterThan(0);
      now += 1;
      expect(await buckets.take(caller, 4)).toBe(0);
    });

    it('takes a rate below one a second for what it says', async () => {
      const caller = newCaller();
      expect(await takeMany(caller, 0.25, 3)).toBe(1);
      now += 3000;
      expect(await buckets.take(caller, 0.25)).toBeCloseTo(1000, 1);
      now += 1000;
      expect(await takeMany(caller, 0.25, 3)).toBe(1);
    });

    it('takes no more for being refused', async () => {
      const caller = newCaller();
      await takeMany(caller, 2, 2);
      for (let i = 0; i < 20; i++) {
        now += 20;
        expect(await buckets.take(caller, 2)).toBeGreaterThan(0);
      }
      now += 100;
      expect(await takeMany(caller, 2, 3)).toBe(1);
    });

    it('counts right however many come at once', async () => {
      const caller = newCaller();
      const waits = await Promise.all(Array.from({ length: 60 }, () => buckets.take(caller, 7)));
      expect(waits.filter((wait) => wait === 0)).toHaveLength(7);
      for (const wait of waits) expect(wait).toBeLessThanOrEqual(1000);
    });

    it('is not filled by a clock that is set back, nor stopped for good', async () => {
      const caller = newCaller();
      await takeMany(caller, 2, 2);
      now -= 3_600_000;
      expect(await takeMany(caller, 2, 9)).toBeLessThanOrEqual(1);
      now += 1000;
      expect(await takeMany(caller, 2, 9)).toBe(2);
      now += 3_600_000;
    });

    it('gives nothing away to times that come out of order', async () => {
      const caller = newCaller();
      await takeMany(caller, 10, 10);
      // As if each of them had waited for another: forth and back by 80 ms.
      for (let i = 0; i < 20; i++) {
        now += i % 2 === 0 ? 80 : -80;
        expect(await buckets.take(caller, 10)).toBeGreaterThan(0);
      }
    });
  });
}
