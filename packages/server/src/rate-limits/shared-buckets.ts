/** Buckets that processes share, and what goes on where those cannot be reached: each process's own. */
import type { Log } from '../log.ts';
import type { TokenBuckets } from './token-buckets.ts';

export interface SharedBucketsOptions {
  readonly own: TokenBuckets;
  readonly shared: TokenBuckets;
  readonly log: Log;
  /** Milliseconds that a request waits for its count. @default 1000 */
  readonly patience?: number;
}

/** Milliseconds for which the shared counts are left alone after they failed. */
const pause = 1000;

/**
 * A request passes the process's own bucket first, so that a flood is refused without asking anybody, and then the shared
 * one. While that errs or is slow, the own bucket alone decides: neither is everybody refused, nor anybody let through
 * without a limit.
 */
export function createSharedBuckets({
  own,
  shared,
  log,
  patience = 1000,
}: SharedBucketsOptions): TokenBuckets {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  return {
    async take(caller, rate) {
      const wait = await own.take(caller, rate);
      if (wait > 0 || performance.now() < pausedUntil) return wait;
      try {
        return await within(patience, shared.take(caller, rate));
      } catch (error) {
        pausedUntil = performance.now() + pause;
        log.warn({ err: error }, 'rate limits are counted in this process alone for a moment');
        return 0;
      }
    },
  };
}

function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The database did not count within ${milliseconds} ms`)),
      milliseconds,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
