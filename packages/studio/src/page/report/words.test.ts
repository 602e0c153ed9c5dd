import { expect, it } from 'vitest';
import { formatBytes, formatImage, formatJson, nameOf } from './words.ts';

it('writes sizes and names as people read them', () => {
  expect([999, 81_467, 2_449_000].map(formatBytes)).toEqual(['999 B', '81 KB', '2.4 MB']);
  const image = { width: 640, height: 480, size: 921_600, orientation: 1 } as const;
  expect(formatImage({ ...image, contentType: 'image/png' })).toBe('640 × 480 PNG, 922 KB');
  expect(formatImage({ ...image, contentType: null })).toBe('640 × 480 pixels, 922 KB');
  expect(['leftEye', 'chin'].map(nameOf)).toEqual(['Left eye', 'Chin']);
});

it('keeps rows of numbers on one line, and every value as it is', () => {
  const value = { rows: [1, -2.5, 3e-7], texts: ['[1,\n 2]', '1'], none: [], nested: [[1, 2], [{ x: 1 }]] };
  const text = formatJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('"rows": [ 1, -2.5, 3e-7 ]');
});
