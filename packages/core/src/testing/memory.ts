/** What memory work takes, for tests only. */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
export const collectGarbage: () => void = runInNewContext('gc');

/**
 * Bytes that this process had more, at most, while `work` ran than before. What the tests before it took counts for nothing on
 * Linux, where the mark of the highest can be put down; elsewhere only what is above that mark is seen.
 */
export async function peakGrowth(work: () => Promise<void>): Promise<number> {
  const peak = () => process.resourceUsage().maxRSS * 1024;
  await settled();
  const before = lowerMark() ? process.memoryUsage().rss : peak();
  await work();
  return peak() - before;
}

/** Threads give back what a collection lets go of, and on a busy machine they are late: waits until nothing more is given back. */
async function settled(): Promise<void> {
  let [least, calm] = [Infinity, 0];
  for (let looks = 0; calm < 5 && looks < 100; looks++) {
    collectGarbage();
    await sleep(20);
    const { rss } = process.memoryUsage();
    calm = rss < least - 1_000_000 ? 0 : calm + 1;
    least = Math.min(least, rss);
  }
}

function lowerMark(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}
