import { describe, expect, it } from 'vitest';
import {
  accuracy,
  balancedAccuracy,
  balancedAccuracyEstimate,
  confusionMatrix,
  recall,
} from './confusion.ts';

const times = (n: number, actual: string, given: string) =>
  Array.from({ length: n }, () => ({ actual, given }));

/** 10 zeros (8 right), 20 ones (19 right), 5 many (3 right, one without an answer). */
const answers = [
  ...times(8, 'zero', 'zero'),
  ...times(2, 'zero', 'one'),
  ...times(19, 'one', 'one'),
  ...times(1, 'one', 'many'),
  ...times(3, 'many', 'many'),
  ...times(1, 'many', 'one'),
  ...times(1, 'many', 'error'),
];

describe('confusion', () => {
  it('counts every answer in its cell', () => {
    const matrix = confusionMatrix(answers, ['zero', 'one', 'many'], ['zero', 'one', 'many', 'error']);
    expect(matrix.counts).toEqual([
      [8, 2, 0, 0],
      [0, 19, 1, 0],
      [0, 1, 3, 1],
    ]);
  });

  it('refuses an answer that has no cell', () => {
    expect(() => confusionMatrix(answers, ['zero', 'one', 'many'], ['zero', 'one', 'many'])).toThrow(
      'No cell for many answered error',
    );
  });

  it('gives accuracy, recall and balanced accuracy', () => {
    expect(accuracy(answers)).toMatchObject({ hits: 30, total: 35 });
    expect(recall(answers, 'many')).toMatchObject({ hits: 3, total: 5 });
    expect(balancedAccuracy(answers)).toBeCloseTo((0.8 + 0.95 + 0.6) / 3, 12);
    expect(balancedAccuracy([])).toBeNull();
  });

  it('leaves out classes without items from the balance', () => {
    expect(balancedAccuracy([...times(1, 'clear', 'clear'), ...times(1, 'clear', 'obstructed')])).toBe(0.5);
  });

  it('puts an interval around balanced accuracy', () => {
    const estimate = balancedAccuracyEstimate(answers);
    expect(estimate.value).toBeCloseTo(0.7833, 4);
    expect(estimate.low).toBeGreaterThan(0.5);
    expect(estimate.low).toBeLessThan(0.7);
    expect(estimate.high).toBeGreaterThan(0.85);
    expect(estimate.high).toBeLessThan(1);
  });
});
