import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { acceptedReport, maskedReport } from '../testing/sample-report.ts';
import { csvError, csvHeader, csvReport } from './csv.ts';

test('has the same columns for all, numbers as numbers, and no formulas', () => {
  const text =
    csvHeader() +
    csvReport('a,"b".jpg', acceptedReport, undefined) +
    csvReport('=cmd()|x.jpg', maskedReport, 'out/x.png') +
    csvError('c.jpg', { type: 'image_unreadable', message: 'Cut off,\nhalf of it' });
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({ file: 'a,"b".jpg', verdict: 'accepted', yaw: '-4.1', findings: '' });
  expect(rows[1]).toMatchObject({
    file: "'=cmd()|x.jpg",
    verdict: 'refused',
    obstructionsScore: '8',
    findings: 'mouth_obstructed',
    picture: 'out/x.png',
  });
  expect(rows[2]).toMatchObject({
    file: 'c.jpg',
    verdict: 'unreadable',
    error: 'image_unreadable',
    message: 'Cut off,\nhalf of it',
  });
});
