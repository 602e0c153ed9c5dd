/** How long a request may wait for its stores, all its calls together: handed down with the request, asked by every driver. */

export interface Budget {
  /** Does a request's work, which may wait for stores for so many milliseconds. */
  run<Result>(milliseconds: number, work: () => Promise<Result>): Promise<Result>;
  /** Does work that is nobody's request, whoever asked for it: it goes on when that is answered. */
  apart<Result>(work: () => Result): Result;
  /** Waits for a store. What waits at the same time counts once; the time between two waits does not count. */
  wait<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Milliseconds for which what is under way may still wait, 0 and more; infinite for what is nobody's request. */
  left(): number;
}

/** Of a runtime that hands nothing down: every call has its driver's own limit. */
export const noBudget: Budget = {
  run: (_milliseconds, work) => work(),
  apart: (work) => work(),
  wait: (work) => work(),
  left: () => Number.POSITIVE_INFINITY,
};

/**
 * The same object, each call of its methods a wait for a store.
 * @param except methods that answer no promise.
 */
export function budgeted<Target extends object>(
  target: Target,
  budget: Budget,
  except: readonly (keyof Target)[] = [],
): Target {
  const waits = Object.entries(target)
    .filter(([name, value]) => typeof value === 'function' && !except.includes(name as keyof Target))
    .map(([name, method]) => [
      name,
      (...given: unknown[]) =>
        budget.wait(() => (method as (...args: unknown[]) => Promise<unknown>).apply(target, given)),
    ]);
  return { ...target, ...Object.fromEntries(waits) };
}
