import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { LivePhotoError } from '@livephoto/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPhoto } from './read-photo.ts';

let folder: string;
const nothing = Object.assign(Readable.from([]), { isTTY: false });
const file = (path: string) => ({ kind: 'file', name: path, path }) as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'livephoto-read-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function errorOf(promise: Promise<unknown>): Promise<LivePhotoError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LivePhotoError);
  return error as LivePhotoError;
}

test('reads a file and an empty file', async () => {
  const path = join(folder, 'a.jpg');
  writeFileSync(path, Buffer.from([1, 2, 3]));
  expect([...(await readPhoto(file(path), nothing, 3))]).toEqual([1, 2, 3]);
  writeFileSync(path, '');
  expect(await readPhoto(file(path), nothing, 3)).toHaveLength(0);
});

test('refuses a huge file by its size alone', async () => {
  const path = join(folder, 'huge.jpg');
  writeFileSync(path, '');
  truncateSync(path, 3_000_000_000_000);
  const error = await errorOf(readPhoto(file(path), nothing, 50_000_000));
  expect(error.type).toBe('payload_too_large');
  expect(error.message).toContain('50 MB');
});

test('stops reading an endless file that has no size', async () => {
  const error = await errorOf(readPhoto(file('/dev/zero'), nothing, 1_000_000));
  expect(error.type).toBe('payload_too_large');
});

test('says what is wrong with a path', async () => {
  expect((await errorOf(readPhoto(file(join(folder, 'gone')), nothing, 9))).type).toBe('resource_not_found');
  expect((await errorOf(readPhoto(file(folder), nothing, 9))).message).toContain('folder');
});

test('reads standard input up to the limit, and never waits for a person to type a photo', async () => {
  const stdin = { kind: 'stdin', name: '-' } as const;
  const piped = (isTTY: boolean) =>
    Object.assign(Readable.from([Buffer.from('ab'), Buffer.from('cd')]), { isTTY });
  expect(Buffer.from(await readPhoto(stdin, piped(false), 4)).toString()).toBe('abcd');
  expect((await errorOf(readPhoto(stdin, piped(false), 3))).type).toBe('payload_too_large');
  expect((await errorOf(readPhoto(stdin, piped(true), 9))).message).toContain('pipe a photo');
});
