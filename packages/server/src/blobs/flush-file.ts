/** Waits until the disk has what was written. */
import { fsync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

const sync = promisify(fsync);

/** What `file.sync()` does. Yarn's Plug'n'Play puts handles of its own in the place of Node's, and theirs lack it. */
export async function flushFile(file: FileHandle): Promise<void> {
  await sync(file.fd);
}
