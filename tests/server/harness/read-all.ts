import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes of every file in a folder and those below. */
export async function readAll(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}
