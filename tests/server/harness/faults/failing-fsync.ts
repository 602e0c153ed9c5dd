/** Lets SQLite's own fsync fail: a small library before libc's, where this machine can compile one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface FailingFsync {
  /** Of the server. */
  readonly env: Readonly<Record<string, string>>;
  start(): void;
  end(): void;
  remove(): void;
}

/** @returns undefined where there is no compiler of C, or no libc that is loaded at run time. */
export function prepareFailingFsync(): FailingFsync | undefined {
  if (process.platform !== 'linux') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'livephoto-fsync-'));
  const library = join(folder, 'failing-fsync.so');
  const mark = join(folder, 'failing');
  const source = fileURLToPath(new URL('failing-fsync.c', import.meta.url));
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    env: { LD_PRELOAD: library, FAILING_FSYNC: mark },
    start: () => writeFileSync(mark, ''),
    end: () => rmSync(mark, { force: true }),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
