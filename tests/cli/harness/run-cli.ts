/** Runs the built command as a process of its own, as a person would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../packages/cli/dist/main.js', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON objects of stdout, one a line. */
  lines(): Record<string, unknown>[];
}

export interface CliOptions {
  readonly stdin?: Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with the process and with everything it has printed so far. */
  readonly watch?: (child: ChildProcess, stdout: string) => void;
}

/** Path of a sample photo. */
export function sample(name: string): string {
  return `samples/${name}`;
}

/** `livephoto <args>` in the repository's root, after `pnpm build`, `pnpm models build` and `pnpm samples`. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const { FORCE_COLOR: _, ...env } = process.env;
    const child = spawn(process.execPath, [main, ...args], {
      cwd: root,
      env: { ...env, ...options.env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.watch?.(child, stdout);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code,
        stdout,
        stderr,
        lines: () =>
          stdout
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as Record<string, unknown>),
      }),
    );
    // A process that refuses its arguments leaves without reading.
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? new Uint8Array());
  });
}
