import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { newId } from '../testing/records.ts';
import { testBlobStore } from './blob-store.contract.ts';
import { openFileBlobs } from './files.ts';

const folder = await mkdtemp(join(tmpdir(), 'livephoto-files-'));
afterAll(() => rm(folder, { recursive: true }));

testBlobStore(() => openFileBlobs(join(folder, 'contract')));

it('keeps files and folders to their owner', async () => {
  const blobs = await openFileBlobs(join(folder, 'rights'));
  const id = newId();
  await blobs.put(`live/${id}`, new Uint8Array(3));
  const path = join(folder, 'rights', 'live', id.slice(-2), id);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'rights'))).mode & 0o777).toBe(0o700);
});

it('never shows half a file, and lists and removes what an interrupted write left', async () => {
  const blobs = await openFileBlobs(join(folder, 'parts'));
  const id = newId();
  const part = join(folder, 'parts', 'live', id.slice(-2), `${id}.part`);
  await mkdir(join(part, '..'), { recursive: true });
  await writeFile(part, 'half');
  expect(await blobs.get(`live/${id}`)).toBeUndefined();
  const keys: string[] = [];
  for await (const key of blobs.list()) keys.push(key);
  expect(keys).toEqual([`live/${id}`]);
  await blobs.delete(`live/${id}`);
  await expect(readFile(part)).rejects.toThrow('ENOENT');
});
