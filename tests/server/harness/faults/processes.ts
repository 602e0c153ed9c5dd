/** What can be done to running processes: stop them for a while, take their disk away, end one of their children. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of Linux: a process and all that come from it. */
export function family(pid: number): number[] {
  let children: number[] = [];
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    // It has ended.
  }
  return [pid, ...children.flatMap(family)];
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended.
    }
  }
}

/**
 * Lets no file of the process grow beyond so many bytes: a write that would is cut short, and the next one fails. The same
 * as a disk that errs, for SQLite.
 */
export function limitFileSize(pid: number, bytes: number | 'unlimited'): void {
  // The soft limit alone: the hard one could not be raised again.
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`], { stdio: 'ignore' });
}
