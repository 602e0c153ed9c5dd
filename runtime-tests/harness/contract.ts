/** Runs a contract where there is no test runner, so that one elsewhere can tell how each case ended. */
import type { ContractCase } from '../../packages/worker-runtime/src/testing/pool.contract.ts';

/** Name of a case to `passed`, or to why not. */
export type ContractResults = Readonly<Record<string, string>>;

export async function runContract(cases: readonly ContractCase[]): Promise<ContractResults> {
  const results: Record<string, string> = {};
  for (const { name, run } of cases) {
    results[name] = await run().then(
      () => 'passed',
      (error: unknown) => (error instanceof Error ? `${error.message}\n${error.stack}` : String(error)),
    );
  }
  return results;
}
