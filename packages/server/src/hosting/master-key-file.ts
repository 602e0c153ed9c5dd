/** The master keys of an embedded server: a file in its data folder that only its owner may read. */
import { chmod, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { flushFile } from '../blobs/flush-file.ts';
import { keyringOf } from '../vault/keyring.ts';
import type { Keyring } from '../vault/vault.ts';

interface KeyFile {
  /** 32 bytes, base64. */
  readonly current: string;
  readonly previous: readonly string[];
}

export function keyFilePath(dataFolder: string): string {
  return join(dataFolder, 'master-keys.json');
}

/** Makes the file when there is none. Of two processes that do so at once, both end with the same key. */
export async function ensureKeyFile(path: string): Promise<void> {
  try {
    await writeKeyFile(path, { current: newMasterKey(), previous: [] }, 'wx');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** @returns a keyring that follows the file: a key rotated by another process is taken up by the next use. */
export function keyringOfFile(path: string): () => Promise<Keyring> {
  let known: { readonly version: string; readonly keyring: Promise<Keyring> } | undefined;
  return async () => {
    const { mtimeNs, ino } = await stat(path, { bigint: true });
    const version = `${ino} ${mtimeNs}`;
    if (known?.version !== version) {
      known = { version, keyring: readKeyFile(path).then((file) => keyringOf(file.current, file.previous)) };
    }
    return known.keyring;
  };
}

/** Puts a new key before the present ones. */
export async function addMasterKey(path: string): Promise<void> {
  const file = await readKeyFile(path);
  await replaceKeyFile(path, { current: newMasterKey(), previous: [file.current, ...file.previous] });
}

/** Takes all keys but the current one away. What they wrap cannot be read any more. */
export async function dropPreviousKeys(path: string): Promise<void> {
  const file = await readKeyFile(path);
  await replaceKeyFile(path, { current: file.current, previous: [] });
}

async function readKeyFile(path: string): Promise<KeyFile> {
  try {
    const file = JSON.parse(await readFile(path, 'utf8')) as Partial<KeyFile>;
    if (typeof file.current !== 'string' || !Array.isArray(file.previous))
      throw new Error('a field is missing');
    return { current: file.current, previous: file.previous };
  } catch (error) {
    throw new LivePhotoError(
      'internal_server_error',
      `The master keys in ${path} cannot be read: restore the file from a backup, without it no image can be opened`,
      { cause: error },
    );
  }
}

async function replaceKeyFile(path: string, file: KeyFile): Promise<void> {
  await writeKeyFile(`${path}.new`, file, 'w');
  await rename(`${path}.new`, path);
}

async function writeKeyFile(path: string, file: KeyFile, flag: 'w' | 'wx'): Promise<void> {
  const handle = await open(path, flag, 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await flushFile(handle);
  } finally {
    await handle.close();
  }
  await chmod(path, 0o600);
}

function newMasterKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
}
