/** Starts a script in a runtime, and reads the one line of JSON that it prints. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ProcessObservation } from './observe-process.ts';
import { root } from './root.ts';
import type { RuntimeRun } from './runtime-run.ts';

/** A runtime's program, and what stands before the script in its arguments. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

/** A built script of this folder. @param name without its ending: `node/observe-main` */
export function script(name: string): string {
  return fileURLToPath(new URL(`runtime-tests/dist/${name}.js`, root));
}

/** @throws with what it printed when it fails. */
export async function runScript(program: Program, name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program.file, [...program.args, script(name), ...args], {
    env: plainEnv(),
    maxBuffer: 64 << 20,
  });
  return stdout;
}

export async function runObserver(
  runtime: string,
  program: Program,
  name: string,
  args: readonly string[],
): Promise<RuntimeRun> {
  const startedAt = Date.now();
  const stdout = await runScript(program, name, args);
  const { firstReportAt, ...rest } = JSON.parse(stdout) as ProcessObservation;
  return { runtime, ...rest, coldStartMs: firstReportAt - startedAt };
}

/** The environment without what a test runner puts there, which would change how packages resolve. */
export function plainEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_PATH: __, ...env } = process.env;
  return env;
}
