import { describe, expect, it } from 'vitest';
import { spreadOf } from './spread.ts';

describe('spreadOf', () => {
  it('gives the middle and the quartiles (between the nearest values), in whatever order the values come', () => {
    expect(spreadOf([40, 10, 30, 20])).toEqual({
      count: 4,
      median: 25,
      q1: 17.5,
      q3: 32.5,
      min: 10,
      max: 40,
    });
  });

  it('is not moved by one slow moment', () => {
    expect(spreadOf([10, 11, 12, 13, 9000])?.median).toBe(12);
  });

  it('has a middle and no spread with one value, and nothing without any', () => {
    expect(spreadOf([7])).toEqual({ count: 1, median: 7, q1: 7, q3: 7, min: 7, max: 7 });
    expect(spreadOf([])).toBeUndefined();
  });
});
