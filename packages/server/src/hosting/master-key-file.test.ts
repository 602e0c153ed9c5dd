import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createVault } from '../vault/vault.ts';
import {
  addMasterKey,
  dropPreviousKeys,
  ensureKeyFile,
  keyFilePath,
  keyringOfFile,
} from './master-key-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'livephoto-keys-'));
afterAll(() => rm(folder, { recursive: true }));
const path = keyFilePath(folder);
const image = new Uint8Array(1000).fill(7);

it('is made once, for its owner only, also by two at once', async () => {
  await Promise.all([ensureKeyFile(path), ensureKeyFile(path)]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const before = (await keyringOfFile(path)()).current.id;
  await ensureKeyFile(path);
  expect((await keyringOfFile(path)()).current.id).toBe(before);
});

it('is followed while it changes: a new key wraps at once, the old one opens until it is dropped', async () => {
  const vault = createVault(keyringOfFile(path));
  const old = await vault.seal(image, 'x');
  await addMasterKey(path);
  const fresh = await vault.seal(image, 'x');
  expect(fresh.wrappedKey.slice(0, 8)).not.toBe(old.wrappedKey.slice(0, 8));
  expect(await vault.open(old, 'x')).toEqual(image);
  const rewrapped = { ...old, wrappedKey: await vault.rewrap(old.wrappedKey, 'x') };
  await dropPreviousKeys(path);
  await expect(vault.open(old, 'x')).rejects.toThrow('not in the keyring');
  expect(await vault.open(rewrapped, 'x')).toEqual(image);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('says what to do when it is damaged', async () => {
  const damaged = join(folder, 'damaged.json');
  await writeFile(damaged, '{"current":');
  await expect(keyringOfFile(damaged)()).rejects.toThrow(/restore the file from a backup/);
});
