/** Fuzzes what strangers' bytes reach first. `FUZZ_SECONDS=600 npx vitest run tests/fuzz` is the long run of every night. */
import { afterAll, expect, it } from 'vitest';
import { type FuzzResult, fuzz } from './coverage-guided.ts';
import { fuzzTargets } from './targets.ts';

const targets = fuzzTargets();
const seconds = Number(process.env.FUZZ_SECONDS ?? 60) / targets.length;
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1e9);
const results: FuzzResult[] = [];

afterAll(() => {
  console.log(`seed ${seed}`);
  console.table(
    results.map(({ name, runs, blocks, kept, slowest }) => ({
      name,
      runs,
      blocks,
      kept,
      slowest: Math.round(slowest),
    })),
  );
});

it.each(targets)('$name throws nothing but typed errors, and hangs on nothing', async (target) => {
  const watch = ['packages/core/src', 'packages/core/dist', 'packages/server/src'];
  const result = await fuzz(target, { watch, seconds, seed, timeLimit: 10_000 });
  results.push(result);
  const shown = result.failures.map(
    ({ input, reason }) => `${reason}\n  input: ${Buffer.from(input.subarray(0, 2000)).toString('base64')}`,
  );
  expect(shown).toEqual([]);
  expect(result.runs).toBeGreaterThan(target.seeds.length);
  // It finds ways that no seed takes: without that it would be no guide.
  expect(result.blocks).toBeGreaterThan(0);
});
