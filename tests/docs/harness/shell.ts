/** A shell that stays, as a reader's does from block to block: variables, folder and programs in the background. */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';

export interface Answer {
  readonly code: number;
  /** What it printed, on both streams. */
  readonly output: string;
}

export interface Shell {
  run(command: string): Promise<Answer>;
  /** Starts what does not end by itself. @returns what it printed until `ready` matched. */
  start(command: string, ready: RegExp): Promise<string>;
  close(): Promise<void>;
}

/** Whether the shell would start it rather than ask for more. */
export function isWhole(command: string): boolean {
  if (/\\$/.test(command)) return false;
  return spawnSync('bash', ['-n'], { input: `${command}\n`, encoding: 'utf8' }).stderr === '';
}

export function openShell(cwd: string, env: NodeJS.ProcessEnv): Shell {
  const shell = spawn('bash', ['--norc', '--noprofile'], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: what it started in the background ends with it.
    detached: true,
  });
  let printed = '';
  const listeners = new Set<() => void>();
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<void>((resolve) => shell.once('close', () => resolve()));

  /** Waits until what was printed since `from` matches. */
  const waitFor = async (from: number, pattern: RegExp): Promise<RegExpExecArray> => {
    const found = new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const match = pattern.exec(printed.slice(from));
        if (!match) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      look();
    });
    const over = ended.then(() => {
      throw new Error(`The shell ended: ${printed.slice(from)}`);
    });
    return Promise.race([found, over]);
  };

  return {
    async run(command) {
      const from = printed.length;
      const mark = `done-${randomUUID()}`;
      // Nothing to read: a command that asks gets no answer. `eval` takes it as one, comments at its end too.
      shell.stdin.write(`eval ${quote(command)} </dev/null\nprintf '\\n%s %d\\n' ${mark} $?\n`);
      const [whole, code] = await waitFor(from, new RegExp(`\\n${mark} (\\d+)\\n`));
      const output = printed.slice(from);
      return { code: Number(code), output: output.slice(0, output.indexOf(whole!)) };
    },
    async start(command, ready) {
      const from = printed.length;
      const failed = `failed-${randomUUID()}`;
      shell.stdin.write(`{ eval ${quote(command)} </dev/null || echo ${failed} $?; } &\n`);
      const [text] = await waitFor(from, new RegExp(`${ready.source}|${failed} \\d+`));
      const output = printed.slice(from);
      if (text!.startsWith(failed)) throw new Error(`${command}\n${output}`);
      return output;
    },
    async close() {
      try {
        process.kill(-shell.pid!, 'SIGTERM');
      } catch {
        // It ended by itself.
      }
      await ended;
    },
  };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
