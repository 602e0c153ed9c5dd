import { describe, expect, it } from 'vitest';
import { expectedCalibrationError, type Forecast, reliabilityBins } from './calibration.ts';

const forecasts = (probability: number, came: number, failed: number): Forecast[] => [
  ...Array.from({ length: came }, () => ({ probability, true: true })),
  ...Array.from({ length: failed }, () => ({ probability, true: false })),
];

describe('reliabilityBins', () => {
  it('counts forecasts into tenths whose upper edge belongs to the next, and 1 to the last', () => {
    const edges = [0, 0.09, 0.1, 0.29, 0.3, 0.7, 0.9, 1].map((probability) => ({ probability, true: true }));
    expect(reliabilityBins(edges, 'as they came').map(({ count }) => count)).toEqual([
      2, 1, 1, 1, 0, 0, 0, 1, 0, 2,
    ]);
  });

  it('gives mean and outcome of each bin, and none for an empty one', () => {
    const bins = reliabilityBins(
      [
        { probability: 0.62, true: true },
        { probability: 0.66, true: false },
        { probability: 0.1, true: false },
        { probability: 0.1, true: false },
      ],
      'as they came',
    );
    expect(bins[6]).toMatchObject({ from: 0.6, to: 0.7, count: 2, share: 0.5, observed: 0.5 });
    expect(bins[6]!.foretold).toBeCloseTo(0.64, 12);
    expect(bins[6]!.counted).toMatchObject({ hits: 1, total: 2 });
    expect(bins[1]).toMatchObject({ count: 2, share: 0.5, observed: 0 });
    expect(bins[0]).toMatchObject({ count: 0, share: 0, foretold: null, observed: null });
  });

  it('lets both outcomes weigh alike where asked', () => {
    // Of 2 true and 8 false ones each true one weighs 1/4 and each false one 1/16: at 0.8, 2/4 against 2/16.
    const bins = reliabilityBins([...forecasts(0.8, 2, 2), ...forecasts(0.1, 0, 6)], 'alike');
    expect(bins[8]!.share).toBeCloseTo(0.625, 12);
    expect(bins[8]!.observed).toBeCloseTo(0.8, 12);
    expect(bins[8]!.counted.value).toBe(0.5);
    expect(bins[1]!.share).toBeCloseTo(0.375, 12);
  });

  it('has no bins of nothing, nor balanced ones of one outcome', () => {
    expect(reliabilityBins([], 'as they came')).toEqual([]);
    expect(reliabilityBins(forecasts(0.4, 3, 0), 'alike')).toEqual([]);
    expect(reliabilityBins(forecasts(0.4, 0, 3), 'alike')).toEqual([]);
  });
});

describe('expectedCalibrationError', () => {
  const errorOf = (items: readonly Forecast[], balance: 'alike' | 'as they came' = 'as they came') =>
    expectedCalibrationError(reliabilityBins(items, balance));

  it('is 0 when shares are what was foretold', () => {
    expect(errorOf([...forecasts(0.8, 8, 2), ...forecasts(0.3, 3, 7)])).toBeCloseTo(0, 12);
  });

  it('weighs the gap of each bin by how many fell into it', () => {
    // 30 at 0.9 of which 15 came (gap 0.4), 10 at 0.2 of which none came (gap 0.2): (30 · 0.4 + 10 · 0.2) / 40.
    expect(errorOf([...forecasts(0.9, 15, 15), ...forecasts(0.2, 0, 10)])).toBeCloseTo(0.35, 12);
  });

  it('is 1 for certain and wrong, and null for nothing', () => {
    expect(errorOf([...forecasts(1, 0, 4), ...forecasts(0, 4, 0)])).toBe(1);
    expect(errorOf([])).toBeNull();
  });

  it('is that of as many of both kinds when balanced', () => {
    // At 0.8: 0.8 observed (see above), no gap; at 0.1: none came, gap 0.1 with a share of 0.375.
    expect(errorOf([...forecasts(0.8, 2, 2), ...forecasts(0.1, 0, 6)], 'alike')).toBeCloseTo(0.0375, 12);
  });
});
