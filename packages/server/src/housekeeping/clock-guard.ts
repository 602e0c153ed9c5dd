/** Notices that the clock leapt, so that nothing is deleted by a time that is wrong. */
import type { Clock } from '@livephoto/core';
import type { LivePhotoStore } from '../store/live-photo-store.ts';

/** Milliseconds by which two clocks may differ, and how long a clock must go evenly after a leap. */
export const clockLimits = {
  tolerance: 5 * 60_000,
  steady: 60 * 60_000,
  pause: 2 * 24 * 60 * 60_000,
} as const;

export interface ClockGuard {
  /**
   * @param wall what the clock says now, read just before: what is judged by this reading is judged by nothing later.
   * @returns why the clock is not to be trusted, for people; undefined when it is.
   */
  doubt(wall?: number): Promise<string | undefined>;
}

/** Says by which clock the last sweep went. */
const note = 'last sweep';

/**
 * Holds the clock against one that only counts, from sweep to sweep; and at the start against the last sweep of any
 * server. After a leap, or a pause of days that could be one, it has to go evenly for an hour.
 * @param elapsed milliseconds since any moment, never set: `performance.now`.
 */
export function createClockGuard(
  store: Pick<LivePhotoStore, 'getNote' | 'setNote'>,
  clock: Clock,
  elapsed: () => number,
): ClockGuard {
  let last: { readonly wall: number; readonly elapsed: number } | undefined;
  let distrustedSince: number | undefined;
  let reason = '';

  const distrust = (why: string) => {
    distrustedSince = elapsed();
    reason = why;
  };

  return {
    async doubt(wall = clock()) {
      const now = { wall, elapsed: elapsed() };
      if (last) {
        const leap = now.wall - last.wall - (now.elapsed - last.elapsed);
        if (Math.abs(leap) > clockLimits.tolerance) distrust(`the clock leapt by ${describe(leap)}`);
      } else {
        const earlier = Date.parse((await store.getNote(note)) ?? '');
        const pause = now.wall - earlier;
        if (pause > clockLimits.pause) distrust(`the last sweep was ${describe(pause)} ago by this clock`);
        if (pause < -clockLimits.tolerance)
          distrust(`the last sweep is ${describe(-pause)} ahead of this clock`);
      }
      last = now;
      if (distrustedSince !== undefined) {
        if (now.elapsed - distrustedSince < clockLimits.steady) return reason;
        distrustedSince = undefined;
      }
      await store.setNote(note, new Date(now.wall).toISOString());
      return undefined;
    },
  };
}

function describe(milliseconds: number): string {
  const hours = Math.round(milliseconds / 3_600_000);
  if (Math.abs(hours) >= 48) return `${Math.round(hours / 24)} days`;
  return Math.abs(hours) >= 2 ? `${hours} hours` : `${Math.round(milliseconds / 60_000)} minutes`;
}
