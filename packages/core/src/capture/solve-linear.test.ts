import { describe, expect, it } from 'vitest';
import { solveLinear } from './solve-linear.ts';

const system = (...rows: number[][]) => rows.map((row) => Float64Array.from(row));

describe('solveLinear', () => {
  it('solves for every right side, also where a pivot is 0', () => {
    const rows = [
      [0, 2, 1, 4, 3],
      [1, 1, 1, 6, 2],
      [2, 0, 3, 11, 1],
    ];
    const found = solveLinear(system(...rows))!;
    expect(found).toHaveLength(2);
    for (const row of rows) {
      for (const [k, solution] of found.entries()) {
        expect(row[0]! * solution[0]! + row[1]! * solution[1]! + row[2]! * solution[2]!).toBeCloseTo(
          row[3 + k]!,
          9,
        );
      }
    }
  });

  it('has no answer where the equations say the same twice', () => {
    expect(solveLinear(system([1, 2, 3], [2, 4, 6]))).toBeUndefined();
    expect(solveLinear(system([Number.NaN, 1, 1], [1, 1, 1]))).toBeUndefined();
  });
});
