import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPhotos, patternOf } from './list-photos.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'livephoto-list-'));
  mkdirSync(join(folder, 'photos/b/deeper'), { recursive: true });
  mkdirSync(join(folder, 'photos/.hidden'));
  mkdirSync(join(folder, 'photos/album.jpg'));
  mkdirSync(join(folder, 'nothing'));
  for (const name of [
    'photos/z.jpg',
    'photos/a.PNG',
    'photos/b/deeper/c.jpeg',
    'photos/notes.txt',
    'photos/.hidden/x.jpg',
    'photos/.y.jpg',
    'photos/album.jpg/inside.jpg',
    'nothing/notes.txt',
    'odd.bin',
  ]) {
    writeFileSync(join(folder, name), 'x');
  }
  symlinkSync(join(folder, 'gone.jpg'), join(folder, 'photos/dangling.jpg'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('walks a folder for photos in a fixed order, hidden ones left out', async () => {
  const sources = await listPhotos([join(folder, 'photos')]);
  expect(sources.map(({ kind, name }) => `${kind} ${name.slice(folder.length + 1)}`)).toEqual([
    'file photos/a.PNG',
    'file photos/album.jpg/inside.jpg',
    'file photos/b/deeper/c.jpeg',
    'unreadable photos/dangling.jpg',
    'file photos/z.jpg',
  ]);
});

test.skipIf(process.platform === 'win32')('reads no pipe and no device that it only found', async () => {
  const home = join(folder, 'pipes');
  mkdirSync(home);
  symlinkSync('/dev/null', join(home, 'silent.jpg'));
  for (const path of [home, join(home, '*.jpg')]) {
    const [found, ...more] = await listPhotos([path]);
    expect(found).toMatchObject({ kind: 'unreadable', error: { type: 'invalid_request' } });
    expect(more).toEqual([]);
  }
  // As a shell names the pipe of `<(…)`.
  expect(await listPhotos([join(home, 'silent.jpg')])).toMatchObject([{ kind: 'file' }]);
});

test('takes a named file whatever its extension, and keeps the order of the command line', async () => {
  const odd = join(folder, 'odd.bin');
  const sources = await listPhotos([odd, '-', join(folder, 'photos/z.jpg')]);
  expect(sources.map(({ kind }) => kind)).toEqual(['file', 'stdin', 'file']);
  expect(sources[0]?.name).toBe(odd);
});

test('a missing path, an empty folder and a second dash are each one unreadable photo', async () => {
  const sources = await listPhotos([join(folder, 'gone.jpg'), join(folder, 'nothing'), '-', '-', '']);
  expect(sources.map((source) => (source.kind === 'unreadable' ? source.error.type : source.kind))).toEqual([
    'resource_not_found',
    'resource_not_found',
    'stdin',
    'invalid_request',
    'resource_not_found',
  ]);
});

test('links that lead in circles end', async () => {
  const circle = mkdtempSync(join(tmpdir(), 'livephoto-circle-'));
  try {
    writeFileSync(join(circle, 'a.jpg'), 'x');
    symlinkSync(circle, join(circle, 'again'));
    const sources = await listPhotos([circle]);
    expect(sources.map(({ name }) => name)).toEqual([join(circle, 'a.jpg')]);
  } finally {
    rmSync(circle, { recursive: true, force: true });
  }
});

test('takes the address of a file for its path, and says so of one that is none', async () => {
  const path = join(folder, 'photos/a.PNG');
  const elsewhere = 'file://other.example/selfie.jpg';
  expect(await listPhotos([pathToFileURL(path).href, elsewhere])).toMatchObject([
    { kind: 'file', name: path, path },
    { kind: 'unreadable', name: elsewhere },
  ]);
});

test('says which addresses are fetched, of one that is not', async () => {
  const [source] = await listPhotos(['ftp://photos.example/selfie.jpg']);
  expect(source).toMatchObject({ kind: 'unreadable', error: { type: 'invalid_request' } });
  expect(source?.kind === 'unreadable' && source.error.message).toContain('https://, http:// or s3://');
});

test('matches patterns with the separators of Windows, and only there', () => {
  expect(patternOf('shots\\**\\*.jpg', '\\')).toBe('shots/**/*.jpg');
  expect(patternOf('odd\\*.jpg', '/')).toBe('odd\\*.jpg');
});
