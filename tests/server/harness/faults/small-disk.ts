/** A small disk of its own (tmpfs), which can be filled up and made read-only: where the user may mount one. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): void;
  empty(): void;
  /**
   * Lets nothing be opened for writing in a folder of it; what is open stays so.
   * @returns whether that was possible: not while something is just being opened.
   */
  lock(folder: string): boolean;
  unlock(folder: string): void;
  remove(): void;
}

/** @returns undefined where this user may mount nothing. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'livephoto-disk-'));
  const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'ignore' });
  const umount = (path: string) => execFileSync('umount', ['-l', path], { stdio: 'ignore' });
  try {
    mount('-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder);
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill() {
      const file = openSync(filler, 'a');
      for (const size of [1024 * 1024, 4096]) {
        try {
          for (;;) if (writeSync(file, Buffer.alloc(size)) < size) break;
        } catch {
          // Full, in steps of this size.
        }
      }
      closeSync(file);
    },
    empty: () => rmSync(filler, { force: true }),
    lock(path) {
      for (let attempt = 0; attempt < 10; attempt++) {
        mount('--bind', path, path);
        try {
          mount('-o', 'remount,ro,bind', path);
          return true;
        } catch {
          umount(path);
        }
      }
      return false;
    },
    unlock: umount,
    remove() {
      umount(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
