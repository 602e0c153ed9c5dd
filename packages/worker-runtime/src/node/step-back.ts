/** Lets the thread of a worker step back, so that whoever answers requests goes first when all cores are busy. */
import { getPriority, setPriority } from 'node:os';

/** As `nice` counts: 19 steps back farthest. */
const niceness = 10;

/** On Linux this concerns the calling thread alone; elsewhere it would be the whole process, and nothing is done. */
export function stepBack(os = { platform: process.platform, getPriority, setPriority }): void {
  // Who steps back farther already, as `nice` made the whole process, may not be allowed to come forward.
  if (os.platform === 'linux' && os.getPriority() < niceness) os.setPriority(niceness);
}
