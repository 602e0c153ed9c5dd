import { describe, expect, it } from 'vitest';
import { scaleOptions } from './scale-command.ts';
import { pageGrowth, speedup } from './scale-sections.ts';

const pool = (round: number, workers: number, photosPerSecond: number) => ({
  round,
  workers,
  photosPerSecond,
});

describe('speedup', () => {
  it('is the middle of what the rounds say, each for itself', () => {
    // 19/10, 9/5 and 30/20; in the second round the machine was half as fast.
    const pools = [
      pool(0, 1, 10),
      pool(0, 2, 19),
      pool(1, 2, 9),
      pool(1, 1, 5),
      pool(2, 1, 20),
      pool(2, 2, 30),
    ];
    expect(speedup({ pools }, 2).value).toBeCloseTo(1.8, 10);
    expect(speedup({ pools }, 1).value).toBe(1);
    expect(speedup({ pools }, 4).value).toBeNull();
  });
});

describe('pageGrowth', () => {
  const options = { ...scaleOptions({ rounds: 1, stored: 10_000 }) };
  const run = (stored: number, place: string, pageSize: number, latencies: number[]) => ({
    stored,
    place,
    pageSize,
    latencies,
  });

  it('compares the first page among the most photos with that among the fewest', () => {
    const pages = [
      run(100, 'first', 20, [3, 4, 5]),
      run(100, 'last', 20, [100]),
      run(1000, 'first', 20, [50]),
      run(10_000, 'first', 20, [5, 6, 7]),
      run(10_000, 'first', 1000, [900]),
    ];
    expect(options.stored).toEqual([100, 1000, 10_000]);
    expect(pageGrowth({ options, pages })).toBe(1.5);
  });

  it('says nothing where one of them was not asked for', () => {
    expect(pageGrowth({ options, pages: [run(100, 'first', 20, [3])] })).toBeNull();
  });
});

describe('scaleOptions', () => {
  it('stores no more than asked, and asks at each size once', () => {
    expect(scaleOptions({ rounds: 1, stored: 500 }).stored).toEqual([100, 500]);
    expect(scaleOptions({ rounds: 1, stored: 100 }).stored).toEqual([100]);
  });
});
