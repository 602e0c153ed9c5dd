/** Writes files so that a reader sees each either whole or not at all. */
import { mkdir, rename, writeFile } from 'node:fs/promises';

/** @param files - Names and contents, written in this order. */
export async function writeFiles(
  files: Iterable<readonly [name: string, content: string | Uint8Array]>,
  folder: URL,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of files) {
    const temporary = new URL(`${name}.${process.pid}.part`, folder);
    await writeFile(temporary, content);
    await rename(temporary, new URL(name, folder));
  }
}
