import type { RuntimeRun } from './runtime-run.ts';
/** A runtime's program, and what stands before the script in its arguments. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}
/** A built script of this folder. @param name without its ending: `node/observe-main` */
export declare function script(name: string): string;
/** @throws with what it printed when it fails. */
export declare function runScript(program: Program, name: string, args: readonly string[]): Promise<string>;
export declare function runObserver(
  runtime: string,
  program: Program,
  name: string,
  args: readonly string[],
): Promise<RuntimeRun>;
/** The environment without what a test runner puts there, which would change how packages resolve. */
export declare function plainEnv(): NodeJS.ProcessEnv;
