/** What memory work takes, for tests only. */
import { writeFileSync } from 'node:fs';
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
  collectGarbage();
  // What a first collection lets go of, a thread gives back later; a second one waits for that.
  collectGarbage();
  const before = lowerMark() ? process.memoryUsage().rss : peak();
  await work();
  return peak() - before;
}

function lowerMark(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}
