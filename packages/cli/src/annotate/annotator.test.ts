import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainImage, squareFace } from '../testing/sample-picture.ts';
import { acceptedReport, maskedReport } from '../testing/sample-report.ts';
import { createAnnotator } from './annotator.ts';

let folder: string;
const seen = { image: plainImage(60, 80, [90, 90, 90]), geometry: squareFace };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'livephoto-annotate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('creates the folder and writes a picture a photo, none over another', async () => {
  const target = join(folder, 'new/deep');
  const annotator = await createAnnotator(target);
  const first = await annotator.write('a/me.jpg', acceptedReport, seen);
  const second = await annotator.write('b/me.jpg', maskedReport, seen);
  expect(readdirSync(target).sort()).toEqual(['me-2.annotated.png', 'me.annotated.png']);
  expect(readFileSync(first).subarray(1, 4).toString()).toBe('PNG');
  expect(readFileSync(first).equals(readFileSync(second))).toBe(false);
});

test('says so when the folder is a file, or a picture cannot be written', async () => {
  const occupied = join(folder, 'file');
  writeFileSync(occupied, '');
  await expect(createAnnotator(occupied)).rejects.toMatchObject({
    type: 'invalid_request',
    param: 'annotate',
  });
  const vanishing = join(folder, 'vanishing');
  const annotator = await createAnnotator(vanishing);
  rmSync(vanishing, { recursive: true });
  await expect(annotator.write('me.jpg', acceptedReport, seen)).rejects.toMatchObject({ param: 'annotate' });
  expect(existsSync(vanishing)).toBe(false);
});
