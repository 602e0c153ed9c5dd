import { describe, expect, it } from 'vitest';
import { rateTogether } from './controls.ts';

const every = (milliseconds: number, from: number, units: number) =>
  Array.from({ length: units + 1 }, (_, unit) => from + unit * milliseconds);

describe('rateTogether', () => {
  it('is the sum of what all do while all are at work', () => {
    expect(rateTogether([every(50, 0, 10)])).toBeCloseTo(20, 10);
    expect(rateTogether([every(50, 0, 10), every(100, 0, 5)])).toBeCloseTo(30, 10);
  });

  it('leaves out what one does before the others began or after one was done', () => {
    // Alone it took 10 ms for each, beside the other 40.
    const first = [...every(10, 0, 10), ...every(40, 140, 5)];
    const second = every(40, 100, 6);
    expect(rateTogether([first, second])).toBeCloseTo(50, 10);
  });

  it('counts a unit by the share of it that lies within', () => {
    expect(rateTogether([every(100, 0, 4), every(100, 50, 4)])).toBeCloseTo(20, 10);
  });
});
