import { describe, expect, it } from 'vitest';
import { timeLeft } from './progress.ts';

describe('timeLeft', () => {
  it.each([
    [10, 5, 1000, 'about 2 s left'],
    [89, 1, 1000, 'about 89 s left'],
    [300, 10, 5000, 'about 3 min left'],
    [5, 0, 1000, ''],
    [0, 5, 1000, 'done'],
  ])('%d photos left, %d inspected in %d ms: %s', (remaining, inspected, elapsed, text) => {
    expect(timeLeft(remaining, inspected, elapsed)).toBe(text);
  });
});
