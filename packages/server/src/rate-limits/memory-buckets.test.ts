import { expect, it } from 'vitest';
import { createMemoryBuckets } from './memory-buckets.ts';
import { testTokenBuckets } from './token-buckets.contract.ts';

testTokenBuckets(createMemoryBuckets);

it('forgets callers at rest, and none that is still held back', async () => {
  let now = 1_000_000;
  const buckets = createMemoryBuckets(() => now);
  for (let i = 0; i < 3000; i++) await buckets.take(`early ${i}`, 1);
  now += 500;
  await buckets.take('busy', 1);
  await buckets.take('slow', 0.01);
  now += 600;
  for (let i = 0; i < 3000; i++) await buckets.take(`late ${i}`, 1);
  expect(await buckets.take('busy', 1)).toBeGreaterThan(0);
  expect(await buckets.take('slow', 0.01)).toBeGreaterThan(0);
  expect(await buckets.take('early 0', 1)).toBe(0);
});
