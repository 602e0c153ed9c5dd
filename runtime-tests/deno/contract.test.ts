/** The contract of pools on Deno's Web Workers. */
import { describeContract } from '../harness/describe-contract.ts';
import { runScript } from '../harness/run-process.ts';
import { deno } from './run.ts';

describeContract("a pool of Deno's workers", async () =>
  JSON.parse(await runScript(deno(), 'harness/contract-main', [])),
);
