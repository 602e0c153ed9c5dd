import { expect, it } from 'vitest';
import { Stopwatch } from './stopwatch.ts';

function wait(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it('times each stage, and all together', () => {
  const watch = new Stopwatch();
  wait(20);
  watch.lap('decode');
  wait(5);
  watch.lap('detect');
  wait(30);
  const { decode, detect, total, ...rest } = watch.timings();
  expect(rest).toEqual({});
  expect(decode).toBeGreaterThanOrEqual(19.9);
  expect(detect).toBeGreaterThanOrEqual(4.9);
  // The time after the last stage belongs to none.
  expect(total).toBeCloseTo(decode! + detect!, 1);
  for (const value of [decode!, detect!, total!]) expect(value).toBe(Number(value.toFixed(2)));
});

it('has nothing to tell before the first stage ends', () => {
  expect(new Stopwatch().timings()).toEqual({ total: 0 });
});
