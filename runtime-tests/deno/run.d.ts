import { type Program } from '../harness/run-process.ts';
import type { Runner } from '../harness/runtime-run.ts';
export declare function deno(): Program;
export declare const runDeno: Runner;
