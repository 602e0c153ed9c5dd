import { expect, it } from 'vitest';
import { captureTexts, type Language, studioMessages } from '../language/messages.ts';
import {
  findingText,
  formatBytes,
  formatImage,
  formatJson,
  formatTooLarge,
  nameOf,
  skipReason,
} from './words.ts';

it('writes sizes and names as people read them', () => {
  expect([999, 81_467, 2_449_000].map((size) => formatBytes(size))).toEqual(['999 B', '81 KB', '2.4 MB']);
  expect(formatBytes(2_449_000, 'de')).toBe('2,4 MB');
  expect([50_000_001, 62_340_000].map((size) => formatTooLarge(size, 'en'))).toEqual(['50.1 MB', '62.4 MB']);
  const image = { width: 640, height: 480, size: 921_600, orientation: 1 } as const;
  expect(formatImage({ ...image, contentType: 'image/png' })).toBe('640 × 480 PNG, 922 KB');
  expect(formatImage({ ...image, contentType: null }, 'Pixel', 'de')).toBe('640 × 480 Pixel, 922 KB');
  const { names } = studioMessages.en.report;
  expect(['leftEye', 'chin', 'newCue', 'constructor'].map((name) => nameOf(name, names))).toEqual([
    'Left eye',
    'Chin',
    'New cue',
    'Constructor',
  ]);
});

it('says findings in the language, and those that it does not know as the server does', () => {
  const speech = (language: Language) => ({ language, capture: captureTexts(language) });
  const finding = { code: 'face_too_small', message: 'Your face is too small in the photo.' };
  expect(findingText(finding, speech('en'))).toBe(finding.message);
  expect(findingText(finding, speech('de'))).toBe(captureTexts('de').findings.face_too_small);
  const blurred = { code: 'mouth_obstructed', unclear: true, message: 'Blurred.' } as const;
  expect(findingText(blurred, speech('es'))).toBe(captureTexts('es').unclear.mouth_obstructed);
  for (const code of ['tongue_out', 'toString']) {
    expect(findingText({ code, message: 'Something new.' }, speech('es'))).toBe('Something new.');
  }
});

it('says why an inspection was skipped, with its numbers', () => {
  const known = studioMessages.de.report.skipReasons;
  expect(skipReason('the face is too small to tell: 14 pixels between the eyes, at least 20', known)).toBe(
    'das Gesicht ist zu klein: 14 Pixel zwischen den Augen, mindestens 20',
  );
  expect(skipReason('not asked for', known)).toBe('nicht verlangt');
  expect(skipReason('not asked for at all', known)).toBe('not asked for at all');
});

it('keeps rows of numbers on one line, and every value as it is', () => {
  const value = { rows: [1, -2.5, 3e-7], texts: ['[1,\n 2]', '1'], none: [], nested: [[1, 2], [{ x: 1 }]] };
  const text = formatJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('"rows": [ 1, -2.5, 3e-7 ]');
});
