import { mean } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { bootstrap } from './bootstrap.ts';

const average = (sample: readonly { value: number }[]) => ({
  mean: sample.length === 0 ? null : mean(sample.map(({ value }) => value)),
});

describe('bootstrap', () => {
  const items = Array.from({ length: 100 }, (_, i) => ({ value: i, person: `${Math.floor(i / 10)}` }));

  it('gives the interval that theory expects of a mean', () => {
    // Standard deviation of 0..99 is 28.87, standard error 2.89: 49.5 ± 5.66.
    const { mean: estimate } = bootstrap(items, average);
    expect(estimate.value).toBe(49.5);
    expect(estimate.low).toBeGreaterThan(42.8);
    expect(estimate.low).toBeLessThan(44.9);
    expect(estimate.high).toBeGreaterThan(54.1);
    expect(estimate.high).toBeLessThan(56.2);
  });

  it('gives the same interval every time, another with another seed', () => {
    expect(bootstrap(items, average)).toEqual(bootstrap(items, average));
    expect(bootstrap(items, average, { seed: 2 })).not.toEqual(bootstrap(items, average));
  });

  it('is wider when photos of a person are drawn together', () => {
    const alone = bootstrap(items, average).mean;
    const together = bootstrap(items, average, { clusterOf: (item) => item.person }).mean;
    // Ten persons whose means spread by 28.7: standard error 9.1.
    expect(together.high! - together.low!).toBeGreaterThan(2 * (alone.high! - alone.low!));
  });

  it('draws photos again when there are too few persons to draw', () => {
    const pair = items.map((item) => ({ ...item, person: item.value < 50 ? 'a' : 'b' }));
    expect(bootstrap(pair, average, { clusterOf: (item) => item.person })).toEqual(bootstrap(items, average));
  });

  it('keeps the number of items in each stratum', () => {
    const sizes = new Set<number>();
    bootstrap(
      items,
      (sample) => {
        sizes.add(sample.filter(({ value }) => value < 30).length);
        return average(sample);
      },
      { stratumOf: ({ value }) => (value < 30 ? 'low' : 'high'), resamples: 50 },
    );
    expect([...sizes]).toEqual([30]);
  });

  it('claims no certainty where no resample differs', () => {
    const same = [3, 3, 3].map((value) => ({ value }));
    expect(bootstrap(same, average)).toEqual({ mean: { value: 3, low: null, high: null } });
  });

  it('has no interval for one item, and no value for none', () => {
    expect(bootstrap([{ value: 3 }], average)).toEqual({ mean: { value: 3, low: null, high: null } });
    expect(bootstrap([], average)).toEqual({ mean: { value: null, low: null, high: null } });
  });
});
