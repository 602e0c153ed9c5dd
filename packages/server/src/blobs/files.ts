/** Blobs as files in a folder: the embedded default. */
import { access, chmod, constants, open, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '@livephoto/worker-runtime/folders';
import { assertBlobKey, type BlobStore } from './blob-store.ts';
import { flushFile } from './flush-file.ts';

const partSuffix = '.part';

/**
 * Opens (and makes) a folder of blobs, readable by its owner only.
 * @param folder where they lie, as `<mode>/<last two digits of the id>/<id>`.
 */
export async function openFileBlobs(folder: string): Promise<BlobStore> {
  await makeFolder(folder, 0o700);
  await chmod(folder, 0o700).catch(() => {});

  const pathOf = (key: string) => {
    assertBlobKey(key);
    const [mode, id] = key.split('/') as [string, string];
    return join(folder, mode, id.slice(-2), id);
  };

  return {
    name: 'files',

    async put(key, bytes) {
      const path = pathOf(key);
      await makeSyncedFolder(dirname(path), folder);
      // A reader, or a restart, sees all of the bytes or none.
      try {
        await writeDurably(path + partSuffix, bytes);
        await rename(path + partSuffix, path);
      } catch (error) {
        // On a full disk what was written would keep others from being written.
        await rm(path + partSuffix, { force: true }).catch(() => {});
        throw error;
      }
      await syncFolder(dirname(path));
    },

    async get(key) {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async delete(key) {
      const path = pathOf(key);
      await rm(path, { force: true });
      await rm(path + partSuffix, { force: true });
      await syncFolder(dirname(path));
    },

    async *list() {
      for (const mode of await readdir(folder, { withFileTypes: true })) {
        if (!mode.isDirectory()) continue;
        for (const shard of await readdir(join(folder, mode.name))) {
          for (const name of await readdir(join(folder, mode.name, shard))) {
            yield `${mode.name}/${name.replace(partSuffix, '')}`;
          }
        }
      }
    },

    async check() {
      await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < minFreeBytes) throw new Error(`The disk of ${folder} is full`);
    },
  };
}

/** Room for the largest photo, and some. */
const minFreeBytes = 16 * 1024 * 1024;

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(bytes);
    await flushFile(file);
  } finally {
    await file.close();
  }
}

async function makeSyncedFolder(path: string, top: string): Promise<void> {
  if (!(await makeFolder(path, 0o700))) return;
  // The names of new folders must outlive a power cut as well.
  for (let parent = dirname(path); parent.length >= top.length; parent = dirname(parent)) {
    await syncFolder(parent);
  }
}

async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await flushFile(folder);
    } finally {
      await folder.close();
    }
  } catch (error) {
    // A folder that is not there has no names to lose; Windows cannot open one at all.
    if (!isMissing(error) && !hasCode(error, 'EPERM') && !hasCode(error, 'EISDIR')) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
