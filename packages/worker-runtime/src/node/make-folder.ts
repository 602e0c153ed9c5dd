/** Makes folders one by one: Node's own `recursive` never ends where a parent is there and refuses children, as /proc does. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * @param mode of the folders that are made.
 * @returns whether any had to be.
 * @throws what the file system says of the first one that cannot be: `ENOTDIR` where a file has the name of a folder.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<boolean> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await isFolder(at)); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      await mkdir(folder, { mode });
    } catch (error) {
      // Made by another meanwhile.
      if (!(await isFolder(folder))) throw error;
    }
  }
  return missing.length > 0;
}

/** @throws `ENOTDIR` for what is there and is none. */
async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  throw Object.assign(new Error(`ENOTDIR: not a folder, ${path}`), { code: 'ENOTDIR', path });
}
