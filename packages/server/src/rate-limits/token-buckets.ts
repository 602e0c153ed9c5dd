/** Where requests are counted: in this process, or for all processes together. */

/**
 * A bucket is one number, the moment at which it is full again (the generic cell rate algorithm): a request moves it by the
 * time in which one comes, and is refused when it would lie further ahead than a whole bucket takes to fill. A moment that
 * has passed says nothing that no moment does not say, so that callers at rest can be forgotten.
 */
export interface TokenBuckets {
  /**
   * Takes one request from the caller's bucket, which holds what comes in a second, at least one, and fills at that rate.
   * @param rate requests a second, above 0.
   * @returns milliseconds until there is one to take; 0 when one was taken.
   * @throws when the counts cannot be reached.
   */
  take(caller: string, rate: number): Promise<number>;
}

/** Milliseconds in which one request comes, and in which an empty bucket fills. */
export function timesOf(rate: number): { readonly one: number; readonly whole: number } {
  const one = 1000 / rate;
  // Of a rate below one a second, one at once is still a request.
  return { one, whole: Math.max(1, rate) * one };
}

/**
 * Milliseconds that a request may come with an earlier time than the one before it, as one that waited for the other does,
 * and get nothing for it. Beyond, the clock was set back: the bucket begins anew, empty but for that one request.
 */
export const disorder = 10_000;

/** Milliseconds of doubt: moments since 1970 are added up with the precision that numbers have. */
export const rounding = 0.5;
