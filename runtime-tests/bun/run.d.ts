import { type Program } from '../harness/run-process.ts';
import type { Runner } from '../harness/runtime-run.ts';
export declare function bun(): Program;
export declare const runBun: Runner;
