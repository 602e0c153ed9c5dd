import { LivePhotoError } from '@livephoto/core';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { acceptedReport, emptyReport, maskedReport } from '../testing/sample-report.ts';
import { renderError, renderReport, renderSummary } from './table.ts';

const plain = { width: 80, colors: pc.createColors(false) };

test('shows the verdict, every inspection and the reasons in words', () => {
  const text = renderReport('photos/masked.jpg', maskedReport, plain);
  expect(text.split('\n')[0]).toMatch(/^✘ photos\/masked\.jpg +refused$/);
  expect(text).toContain('600 × 800 JPEG, 183 KB, policy default, 41 ms');
  expect(text).toMatch(/faces +passed +97 +1 face/);
  expect(text).toMatch(/obstructions +failed +8/);
  expect(text.replace(/\s+/g, ' ')).toContain(
    'take off the mask, scarf or hand in front of it. (mouth_obstructed)',
  );
  expect(text.replace(/\s+/g, ' ')).toContain('yaw -4.1°, pitch 2.0°, roll 1.2°, eyes 111 px apart');
});

test('says why an inspection was skipped', () => {
  expect(renderReport('a.jpg', emptyReport, plain)).toMatch(/liveness +skipped +- +no face to look at/);
});

describe.each([40, 60, 80, 110])('%i columns', (width) => {
  test.each([
    ['short', 'a.jpg'],
    ['long path', `${'folder/'.repeat(30)}selfie.jpg`],
    ['long name', `${'very-long-'.repeat(20)}.jpg`],
    ['wide characters', `${'写真'.repeat(60)}.jpg`],
  ])('no line is wider than the terminal: %s', (_, name) => {
    const blocks = [
      renderReport(name, maskedReport, { ...plain, width }),
      renderReport(name, emptyReport, { width, colors: pc.createColors(true) }),
      renderError(
        name,
        new LivePhotoError('invalid_request', 'This is a HEIC file: send a JPG, PNG or WebP'),
        {
          ...plain,
          width,
        },
      ),
    ];
    for (const line of blocks.join('').split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
  });
});

test('columns line up whether or not colours are on', () => {
  const colored = renderReport('a.jpg', maskedReport, { width: 80, colors: pc.createColors(true) });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
  expect(colored.replace(/\u001b\[[0-9;]*m/g, '')).toBe(renderReport('a.jpg', maskedReport, plain));
  expect(colored).toContain('\u001b[31mrefused');
});

test('a name cannot send commands to the terminal', () => {
  const text = renderReport('\u001b[2Jx\u202Egpj.exe', acceptedReport, plain);
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('\u202E');
});

test('sums up several photos', () => {
  expect(renderSummary({ accepted: 3, refused: 1, unreadable: 0 }, plain)).toBe(
    '4 photos: 3 accepted, 1 refused\n',
  );
  expect(renderSummary({ accepted: 0, refused: 0, unreadable: 2 }, plain)).toBe(
    '2 photos: 0 accepted, 0 refused, 2 unreadable\n',
  );
});
