/**
 * Room that is kept back on the disk of the data folder. When the disk is full, what must go on (reads, redactions,
 * deletions, all of which write to the database) goes on in it, and nothing new is stored until there is room again.
 */
import { open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { flushFile } from '../blobs/flush-file.ts';
import type { Log } from '../log.ts';

export interface DiskReserve {
  /** Puts the room aside where there is enough of it; asked from time to time. */
  fill(): Promise<void>;
  /** Gives the room back. @returns whether there was any. */
  release(): Promise<boolean>;
  /** @throws {LivePhotoError} `insufficient_storage` while the room is given back. */
  assertRoom(): void;
}

/** @param bytes of the reserve; 0 for none. */
export function createDiskReserve(folder: string, bytes: number, log: Log): DiskReserve {
  const path = join(folder, 'reserve');
  let released = false;

  const freeBytes = async () => {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch {
      // Where nobody tells, it is tried.
      return Number.POSITIVE_INFINITY;
    }
  };

  return {
    async fill() {
      const present = await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
      if (present >= bytes && !released) return;
      // Twice as much, or the first picture would ask for it again.
      if ((await freeBytes()) < 2 * bytes) {
        if (!released) log.warn({ folder, bytes }, 'the disk is too full for the reserve');
        return;
      }
      try {
        await writeRandom(path, bytes);
        if (released) log.info({ folder }, 'there is room on the disk again');
        released = false;
      } catch (error) {
        await rm(path, { force: true }).catch(() => {});
        log.warn({ err: error, folder }, 'the reserve could not be put aside');
      }
    },

    async release() {
      const present = await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
      released = true;
      if (present === 0) return false;
      await rm(path, { force: true });
      log.error({ folder }, 'the disk is full: the reserve is in use, and nothing new is stored');
      return true;
    },

    assertRoom() {
      if (!released) return;
      throw new LivePhotoError(
        'insufficient_storage',
        'The disk is full: nothing new is stored until there is room; deleting and redacting go on',
      );
    },
  };
}

/** Not zeros, which some file systems keep in no room at all. */
async function writeRandom(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    const piece = new Uint8Array(65_536);
    for (let written = 0; written < bytes; written += piece.length) {
      crypto.getRandomValues(piece);
      await file.write(piece.subarray(0, Math.min(piece.length, bytes - written)));
    }
    await flushFile(file);
  } finally {
    await file.close();
  }
}
