import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

let top: string;
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'livephoto-folder-'));
});
afterAll(() => rm(top, { recursive: true }));

it('makes what is missing, with the mode asked for, and is content with what is there', async () => {
  const path = join(top, 'a/b/c');
  expect(await makeFolder(path, 0o700)).toBe(true);
  expect((await stat(join(top, 'a'))).mode & 0o777).toBe(0o700);
  expect(await makeFolder(path)).toBe(false);
  expect(await Promise.all([makeFolder(join(top, 'd/e')), makeFolder(join(top, 'd/e'))])).toContain(true);
});

it('says what is in the way', async () => {
  await writeFile(join(top, 'file'), '');
  await expect(makeFolder(join(top, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(makeFolder(join(top, 'file/below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it.runIf(existsSync('/proc/self'))('ends where a parent refuses children', async () => {
  await expect(makeFolder('/proc/none/below')).rejects.toMatchObject({ code: 'ENOENT' });
});
