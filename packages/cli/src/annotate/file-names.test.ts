import { expect, test } from 'vitest';
import { createFileNames } from './file-names.ts';

function namesOf(...photos: string[]): string[] {
  return photos.map(createFileNames());
}

test('names a picture after its photo', () => {
  expect(namesOf('photos/selfie.jpg')).toEqual(['selfie.annotated.png']);
  expect(namesOf('-')).toEqual(['stdin.annotated.png']);
});

test('photos of one base name never share a picture', () => {
  expect(namesOf('a/me.jpg', 'b/me.jpg', 'b/me.png', 'me-2.jpg', 'ME.JPG')).toEqual([
    'me.annotated.png',
    'me-2.annotated.png',
    'me-3.annotated.png',
    'me-2-2.annotated.png',
    'ME-4.annotated.png',
  ]);
});

test('two spellings of one accent count as one name', () => {
  const names = namesOf('caf\u00e9.jpg', 'cafe\u0301.jpg');
  expect(new Set(names.map((name) => name.normalize('NFC'))).size).toBe(2);
});

test('a name that is all extension still gets one', () => {
  for (const name of namesOf('.jpg', '..', 'x.')) expect(name).toMatch(/^[^/]+\.annotated\.png$/);
});
