import { mean } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { bootstrap } from './bootstrap.ts';
import { twoLevelBootstrap } from './two-level-bootstrap.ts';

const meanOfMeans = (families: readonly (readonly number[])[]) => ({
  mean: mean(families.map((each) => mean([...each]))),
});
const width = ({ low, high }: { low: number | null; high: number | null }) => high! - low!;

describe('twoLevelBootstrap', () => {
  // Ten families that differ by far more than their photos do.
  const families = Array.from({ length: 10 }, (_, f) =>
    Array.from({ length: 40 }, (_, i) => 10 * f + (i % 4)),
  );

  it('gives the interval of another set of families, not of other photos of these', () => {
    const both = twoLevelBootstrap(families, meanOfMeans).mean;
    const photos = bootstrap(families.flat(), (sample) => ({ mean: mean([...sample]) }), {
      stratumOf: (value) => `${Math.floor(value / 10)}`,
    }).mean;
    expect(both.value).toBeCloseTo(46.5, 9);
    expect(photos.value).toBeCloseTo(46.5, 9);
    // Standard deviation of ten families 28.7, standard error 9.1: 46.5 ± 17.8.
    expect(width(both)).toBeGreaterThan(30);
    expect(width(both)).toBeLessThan(41);
    expect(width(photos)).toBeLessThan(1);
  });

  it('counts a family twice when it is drawn twice', () => {
    const sizes = new Set<number>();
    twoLevelBootstrap(families, (sample) => {
      sizes.add(sample.length);
      return { n: sample.flat().length };
    });
    expect([...sizes]).toEqual([10]);
  });

  it('resamples the photos of a single family', () => {
    const one = twoLevelBootstrap([[1, 2, 3, 4, 5, 6, 7, 8]], meanOfMeans).mean;
    expect(one.value).toBe(4.5);
    expect(width(one)).toBeGreaterThan(1);
  });

  it('is the same every time, and says nothing of what cannot be computed', () => {
    expect(twoLevelBootstrap(families, meanOfMeans)).toEqual(twoLevelBootstrap(families, meanOfMeans));
    expect(twoLevelBootstrap([], () => ({ x: null })).x).toEqual({ value: null, low: null, high: null });
    expect(twoLevelBootstrap([[1], [2]], () => ({ x: null })).x).toEqual({
      value: null,
      low: null,
      high: null,
    });
  });
});
