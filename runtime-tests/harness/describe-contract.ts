/** Shows the cases of a contract that ran elsewhere as tests of their own. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type PoolUnderTest, poolContract } from '../../packages/worker-runtime/src/testing/pool.contract.ts';
import type { ContractResults } from './contract.ts';

/** @param run runs all cases on the runtime. */
export function describeContract(title: string, run: () => Promise<ContractResults>): void {
  describe(title, () => {
    let results: ContractResults;
    beforeAll(async () => {
      results = await run();
    });
    // Only the names are taken here.
    const cases = poolContract({} as PoolUnderTest);
    it.each(cases.map(({ name }) => name))('%s', (name) => {
      expect(results[name]).toBe('passed');
    });
  });
}
