import { expect, it } from 'vitest';
import { runLoad } from '../../benchmarks/src/cost/load/load-command.ts';

it('loads a real server, checks every answer, and finds nothing wrong or lost', async () => {
  const root = new URL('../../', import.meta.url);
  const result = await runLoad(root, { seconds: 20, callers: 3, workers: 1 });
  expect(result.wrong).toEqual([]);
  expect(result.lost).toEqual([]);
  expect(result.uploadsPerSecond).toBeGreaterThan(0);
  expect(result.times.upload?.count).toBeGreaterThan(0);
  expect(result.memory.firstHalf).toBeGreaterThan(50e6);
  for (const { p50, p95, p99 } of Object.values(result.times)) {
    expect(p50).toBeLessThanOrEqual(p95);
    expect(p95).toBeLessThanOrEqual(p99);
  }
});
