/** Percentile bootstrap intervals: seeded, by stratum, resampling persons rather than their photos. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { quantileSorted } from 'simple-statistics';
import { groupBy } from './group-by.ts';

export interface Estimate {
  /** Null when it cannot be computed from these items. */
  readonly value: number | null;
  /**
   * Bounds of the 95 % interval; null when no resample differs from another, which happens with few items or without
   * any error and is no evidence of certainty.
   */
  readonly low: number | null;
  readonly high: number | null;
}

export interface BootstrapOptions<T> {
  /** Items of one stratum are drawn from that stratum only. */
  readonly stratumOf?: (item: T) => string;
  /**
   * Items of one cluster (photos of one person) are drawn together, as they are not independent. `undefined`: the
   * item stands alone.
   */
  readonly clusterOf?: (item: T) => string | undefined;
  /** @default 1000 */
  readonly resamples?: number | undefined;
  /** @default 1 */
  readonly seed?: number;
}

/** Below this many clusters in a stratum their resampling says nothing, and single items are drawn instead. */
const fewestClusters = 5;

/**
 * Values of `statistic` over `items`, each with a 95 % percentile interval. The same items, seed and options give
 * the same interval. Resamples in which a statistic cannot be computed (null) do not count towards its interval.
 */
export function bootstrap<T, K extends string>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => Readonly<Record<K, number | null>>,
  options: BootstrapOptions<T> = {},
): Record<K, Estimate> {
  const { resamples = 1000, seed = 1 } = options;
  const strata = clustersByStratum(items, options);
  const random = xoroshiro128plus(seed);
  return estimatesOf(statistic(items), items.length > 1 ? resamples : 0, () => {
    const sample: T[] = [];
    for (const clusters of strata) {
      for (let i = 0; i < clusters.length; i++) {
        sample.push(...clusters[uniformInt(random, 0, clusters.length - 1)]!);
      }
    }
    return statistic(sample);
  });
}

/** Each value with the percentile interval of what `resample` gives, called so often. */
export function estimatesOf<K extends string>(
  values: Readonly<Record<K, number | null>>,
  resamples: number,
  resample: () => Readonly<Record<K, number | null>>,
): Record<K, Estimate> {
  const names = Object.keys(values) as K[];
  const seen = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < resamples; round++) {
    const drawn = resample();
    for (const name of names) {
      const value = drawn[name];
      if (value !== null) seen.get(name)!.push(value);
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const sorted = seen.get(name)!.sort((a, b) => a - b);
      const known = values[name] !== null && sorted[0] !== sorted.at(-1);
      return [
        name,
        {
          value: values[name],
          low: known ? quantileSorted(sorted, 0.025) : null,
          high: known ? quantileSorted(sorted, 0.975) : null,
        },
      ];
    }),
  ) as Record<K, Estimate>;
}

/** Items that are drawn together, by stratum. */
export function clustersByStratum<T>(
  items: readonly T[],
  { stratumOf = () => '', clusterOf = () => undefined }: BootstrapOptions<T>,
): T[][][] {
  return [...groupBy(items, stratumOf).values()].map((members) => {
    const clusters = groupBy<T, unknown>(members, (item) => clusterOf(item) ?? item);
    return clusters.size < fewestClusters ? members.map((item) => [item]) : [...clusters.values()];
  });
}
