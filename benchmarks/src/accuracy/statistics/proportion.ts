/** A share of counted things, with its Wilson score interval. */

export interface Proportion {
  readonly hits: number;
  readonly total: number;
  /** 0..1; null when nothing was counted. */
  readonly value: number | null;
  /** Bounds of the 95 % interval. */
  readonly low: number | null;
  readonly high: number | null;
}

/** 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054;

/**
 * `hits` of `total`, with the 95 % interval of E. B. Wilson (1927): unlike the textbook one it stays inside 0..1
 * and is honest at 0 and at 100 %.
 */
export function proportion(hits: number, total: number): Proportion {
  if (total === 0) return { hits, total, value: null, low: null, high: null };
  const share = hits / total;
  const denominator = 1 + z ** 2 / total;
  const centre = (share + z ** 2 / (2 * total)) / denominator;
  const half = (z / denominator) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  return {
    hits,
    total,
    value: share,
    low: hits === 0 ? 0 : centre - half,
    high: hits === total ? 1 : centre + half,
  };
}

/** The share of `items` for which `test` holds. */
export function shareOf<T>(items: readonly T[], test: (item: T) => boolean): Proportion {
  return proportion(items.filter(test).length, items.length);
}
