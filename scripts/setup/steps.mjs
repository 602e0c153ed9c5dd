/** Runs set-up steps: says what each does and how long it took, keeps its output in a log, and explains a failure. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { redact } from './redact.mjs';

/** A step that failed, with a message for the person at the terminal. */
export class StepError extends Error {}

/** Lines of a failed step's output that are shown; the log has all. */
const shownLines = 40;

/** @param {string} root the repository; every command runs there */
export function createSteps(root) {
  const logs = join(root, 'out/logs');

  /**
   * Runs a command without input and collects what it prints.
   * @returns {Promise<{ code: number, output: string }>} `code` 127 when the command does not exist.
   */
  function run(command, args, env = {}) {
    return new Promise((resolve) => {
      const child = spawn(command, args, {
        cwd: root,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const chunks = [];
      child.stdout.on('data', (chunk) => chunks.push(chunk));
      child.stderr.on('data', (chunk) => chunks.push(chunk));
      child.on('error', (error) => resolve({ code: 127, output: error.message }));
      child.on('close', (code, signal) => {
        const end = signal ? `\nended by ${signal}` : '';
        resolve({ code: code ?? 1, output: redact(Buffer.concat(chunks).toString('utf8')) + end });
      });
    });
  }

  /** Runs a command whose output the person shall see as it comes. @returns {Promise<number>} its exit code */
  function stream(command, args) {
    return new Promise((resolve) => {
      const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
      child.on('error', () => resolve(127));
      child.on('close', (code) => resolve(code ?? 1));
    });
  }

  /** Announces `title`, does `work`, says how long it took. */
  async function step(title, work) {
    const start = performance.now();
    process.stdout.write(`${title} ... `);
    try {
      const result = await work(run);
      console.log(`${result?.note ? `${result.note}, ` : ''}${seconds(start)}`);
      return result;
    } catch (error) {
      console.log(`failed after ${seconds(start)}`);
      throw error;
    }
  }

  /** A step that is one command; on failure shows the end of its output and `hint`. */
  function command(title, { command: program, args, env }, hint) {
    return step(title, async () => {
      const { code, output } = await run(program, args, env);
      mkdirSync(logs, { recursive: true });
      const log = join(logs, `${title.toLowerCase().replaceAll(' ', '-')}.log`);
      writeFileSync(log, output);
      if (code === 0) return undefined;
      const end = output.trimEnd().split('\n').slice(-shownLines).join('\n');
      throw new StepError(
        `${end}\n\n"${title}" failed with code ${code}. ${hint}\nAll of its output: ${relative(root, log)}`,
      );
    });
  }

  return { step, command, stream };
}

function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
