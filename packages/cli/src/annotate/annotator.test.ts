import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainImage, squareFace } from '../testing/sample-picture.ts';
import { acceptedReport, maskedReport } from '../testing/sample-report.ts';
import { createPicturePaths, writePicture } from './annotator.ts';

let folder: string;
const seen = { image: plainImage(60, 80, [90, 90, 90]), geometry: squareFace };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'livephoto-annotate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('creates the folder and writes a picture a photo, none over another', async () => {
  const target = join(folder, 'new/deep');
  const pathOf = await createPicturePaths(target, 2);
  const [first, second] = [pathOf('a/me.jpg'), pathOf('b/me.jpg')];
  await writePicture(first, 'a/me.jpg', acceptedReport, seen);
  await writePicture(second, 'b/me.jpg', maskedReport, seen);
  expect(readdirSync(target).sort()).toEqual(['me-2.annotated.png', 'me.annotated.png']);
  expect(readFileSync(first).subarray(1, 4).toString()).toBe('PNG');
  expect(readFileSync(first).equals(readFileSync(second))).toBe(false);
});

test('says so when the folder is a file, or a picture cannot be written', async () => {
  const occupied = join(folder, 'file');
  writeFileSync(occupied, '');
  await expect(createPicturePaths(occupied, 2)).rejects.toMatchObject({
    type: 'invalid_request',
    param: 'annotate',
  });
  const vanishing = join(folder, 'vanishing');
  const path = (await createPicturePaths(vanishing, 1))('me.jpg');
  rmSync(vanishing, { recursive: true });
  await expect(writePicture(path, 'me.jpg', acceptedReport, seen)).rejects.toMatchObject({
    param: 'annotate',
  });
  expect(existsSync(vanishing)).toBe(false);
});

test('writes the picture of a single photo into the file that is named, as what its name says', async () => {
  const beginnings = {
    'seen.png': [0x89, 0x50],
    'deep/er/seen.JPG': [0xff, 0xd8],
    'seen.webp': [0x52, 0x49],
  };
  for (const [name, beginning] of Object.entries(beginnings)) {
    const target = join(folder, 'single', name);
    const path = (await createPicturePaths(target, 1))('me.heic');
    expect(path).toBe(target);
    await writePicture(path, 'me.heic', acceptedReport, seen);
    expect([...readFileSync(target).subarray(0, 2)]).toEqual(beginning);
  }
  // The same name, and several photos or a folder of that name: a folder.
  expect((await createPicturePaths(join(folder, 'many.jpg'), 2))('me.jpg')).toBe(
    join(folder, 'many.jpg/me.annotated.png'),
  );
  expect((await createPicturePaths(join(folder, 'many.jpg'), 1))('me.jpg')).toBe(
    join(folder, 'many.jpg/me.annotated.png'),
  );
});

test('never writes over a file, which may be a photo, nor a kind that it cannot draw', async () => {
  const photo = join(folder, 'mine.jpg');
  writeFileSync(photo, 'a photo');
  await expect(createPicturePaths(photo, 1)).rejects.toMatchObject({
    type: 'invalid_request',
    param: 'annotate',
    message: expect.stringContaining('is there already'),
  });
  expect(readFileSync(photo, 'utf8')).toBe('a photo');
  await expect(createPicturePaths(join(folder, 'seen.heic'), 1)).rejects.toMatchObject({
    message: expect.stringContaining('.png, .jpg, .jpeg, .webp'),
  });
});
