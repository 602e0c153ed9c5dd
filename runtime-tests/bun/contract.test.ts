/** The contract of pools on Bun's Web Workers. */
import { describeContract } from '../harness/describe-contract.ts';
import { runScript } from '../harness/run-process.ts';
import { bun } from './run.ts';

describeContract("a pool of Bun's workers", async () =>
  JSON.parse(await runScript(bun(), 'harness/contract-main', [])),
);
