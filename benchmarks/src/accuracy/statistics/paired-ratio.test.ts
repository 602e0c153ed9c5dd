import { describe, expect, it } from 'vitest';
import { pairedRatio, verdictOf } from './paired-ratio.ts';

const round = (ours: number[], theirs: number[]) => ({ ours, theirs });

describe('pairedRatio', () => {
  it('is the middle of the ratios of the medians of each round', () => {
    // 20/40, 30/50, 90/100: 0.5, 0.6, 0.9
    const rounds = [round([10, 20, 900], [40]), round([30], [50]), round([90], [100])];
    expect(pairedRatio(rounds).value).toBeCloseTo(0.6, 10);
  });

  it('does not see a machine that gets slower for both', () => {
    const rounds = [1, 1, 5, 9].map((load) => round([50 * load], [100 * load]));
    expect(pairedRatio(rounds)).toEqual({ value: 0.5, low: null, high: null });
  });

  it('has an interval that lies within the ratios of the rounds and holds their middle', () => {
    const rounds = [0.7, 0.72, 0.74, 0.76, 0.78, 0.8, 0.9].map((ratio) => round([ratio * 60], [60]));
    const { value, low, high } = pairedRatio(rounds);
    expect(value).toBeCloseTo(0.76, 10);
    expect(low).toBeGreaterThanOrEqual(0.7);
    expect(low).toBeLessThan(0.76);
    expect(high).toBeGreaterThan(0.76);
    expect(high).toBeLessThanOrEqual(0.9 + 1e-9);
  });

  it('leaves out rounds in which one of them was not measured', () => {
    expect(pairedRatio([round([], [4]), round([2], [4]), round([3], [])]).value).toBe(0.5);
    expect(pairedRatio([round([], [4])]).value).toBeNull();
  });
});

describe('verdictOf', () => {
  it.each([
    [0.7, 0.95, 'faster'],
    [1.02, 1.2, 'slower'],
    [0.95, 1.02, null],
    [null, null, null],
  ] as const)('says of %s to %s: %s', (low, high, verdict) => {
    expect(verdictOf({ value: 1, low, high })).toBe(verdict);
  });
});
