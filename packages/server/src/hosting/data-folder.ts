/** The data folder: its owner's alone, whatever the umask, and whatever it was before. */
import { chmod, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { makeFolder } from '@livephoto/worker-runtime/folders';
import type { Log } from '../log.ts';

/** Makes the folder and the file of the database in it. @throws {LivePhotoError} when that is not possible. */
export async function makeDataFolder(folder: string, log: Log): Promise<void> {
  try {
    await makeFolder(folder, 0o700);
  } catch (error) {
    throw new LivePhotoError(
      'invalid_request',
      `The data folder ${folder} cannot be made (${(error as Error).message}): name another one with --data`,
      { cause: error },
    );
  }
  await keepToOwner(folder, 0o700, log);
}

export function databasePath(folder: string): string {
  return join(folder, 'livephoto.db');
}

/** SQLite gives its other files the rights of this one. */
export async function makeDatabaseFile(folder: string, log: Log): Promise<void> {
  const path = databasePath(folder);
  try {
    await (await open(path, 'a', 0o600)).close();
  } catch {
    // SQLite will say what is wrong with it.
    return;
  }
  for (const file of [path, `${path}-wal`, `${path}-shm`]) await keepToOwner(file, 0o600, log);
}

async function keepToOwner(path: string, mode: number, log: Log): Promise<void> {
  try {
    if (((await stat(path)).mode & 0o777) !== mode) await chmod(path, mode);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return;
    log.warn({ err: error, path }, 'others may be able to read this: its rights cannot be changed');
  }
}
