import { expect, it } from 'vitest';
import { peakGrowth } from './memory.ts';

it('sees what work takes while it runs, and on Linux nothing that was taken and given back before', async () => {
  const take = (bytes: number) => async () => {
    expect(Buffer.alloc(bytes, 1).length).toBe(bytes);
  };
  await take(200_000_000)();
  if (process.platform === 'linux') {
    expect(await peakGrowth(take(1_000_000))).toBeLessThan(50_000_000);
    expect(await peakGrowth(take(80_000_000))).toBeGreaterThan(70_000_000);
  }
  expect(await peakGrowth(take(600_000_000))).toBeGreaterThan(200_000_000);
});
