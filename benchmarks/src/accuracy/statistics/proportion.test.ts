import { describe, expect, it } from 'vitest';
import { proportion, shareOf } from './proportion.ts';

describe('proportion', () => {
  it('gives the Wilson interval of worked examples', () => {
    // Worked by hand for 8 of 10: centre (0.8 + 0.19207) / 1.38415 = 0.71674, half 1.41602 × 0.16 = 0.22657.
    const eight = proportion(8, 10);
    expect(eight.value).toBe(0.8);
    expect(eight.low).toBeCloseTo(0.4902, 4);
    expect(eight.high).toBeCloseTo(0.9433, 4);
    // SciPy: binomtest(263, 300).proportion_ci(method='wilson')
    const many = proportion(263, 300);
    expect(many.low).toBeCloseTo(0.8346, 3);
    expect(many.high).toBeCloseTo(0.9092, 3);
  });

  it('is not sure of itself at the ends', () => {
    const none = proportion(0, 10);
    expect(none.low).toBe(0);
    expect(none.high).toBeCloseTo(0.2775, 4);
    const all = proportion(10, 10);
    expect(all.low).toBeCloseTo(0.7225, 4);
    expect(all.high).toBe(1);
  });

  it('has no value when nothing was counted', () => {
    expect(proportion(0, 0)).toEqual({ hits: 0, total: 0, value: null, low: null, high: null });
  });

  it('counts items', () => {
    expect(shareOf([1, 2, 3, 4], (n) => n > 1)).toMatchObject({ hits: 3, total: 4, value: 0.75 });
  });
});
