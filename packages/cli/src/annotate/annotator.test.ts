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
  const pathOf = await createPicturePaths(target);
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
  await expect(createPicturePaths(occupied)).rejects.toMatchObject({
    type: 'invalid_request',
    param: 'annotate',
  });
  const vanishing = join(folder, 'vanishing');
  const path = (await createPicturePaths(vanishing))('me.jpg');
  rmSync(vanishing, { recursive: true });
  await expect(writePicture(path, 'me.jpg', acceptedReport, seen)).rejects.toMatchObject({
    param: 'annotate',
  });
  expect(existsSync(vanishing)).toBe(false);
});
