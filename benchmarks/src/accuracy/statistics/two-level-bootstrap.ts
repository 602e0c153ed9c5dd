/** Bootstrap intervals over families as well as their photos: what another set of families would have shown. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type BootstrapOptions, clustersByStratum, type Estimate, estimatesOf } from './bootstrap.ts';

/**
 * Values of `statistic` over `families`, each with a 95 % percentile interval. A resample draws as many families as
 * there are, with replacement, and then the photos of every one drawn (a family drawn twice has two draws of photos).
 * With few families the interval is wide, as it should be: nobody knows the next one.
 */
export function twoLevelBootstrap<T, K extends string>(
  families: readonly (readonly T[])[],
  statistic: (sample: readonly (readonly T[])[]) => Readonly<Record<K, number | null>>,
  options: BootstrapOptions<T> = {},
): Record<K, Estimate> {
  const { resamples = 1000, seed = 1 } = options;
  const strata = families.map((members) => clustersByStratum(members, options));
  const random = xoroshiro128plus(seed);
  const draw = (count: number) => uniformInt(random, 0, count - 1);
  return estimatesOf(statistic(families), families.flat().length > 1 ? resamples : 0, () =>
    statistic(
      families.map(() =>
        strata[draw(families.length)]!.flatMap((clusters) =>
          clusters.flatMap(() => clusters[draw(clusters.length)]!),
        ),
      ),
    ),
  );
}
