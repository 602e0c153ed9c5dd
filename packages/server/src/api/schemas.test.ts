import { describe, expect, it } from 'vitest';
import { dateFilter } from './schemas.ts';

describe('a date of a filter', () => {
  it.each([
    ['2026-05-04', '2026-05-04T00:00:00.000Z'],
    ['2026-05-04T12:00', '2026-05-04T12:00:00.000Z'],
    ['2026-05-04T12:00:00.5Z', '2026-05-04T12:00:00.500Z'],
    ['2026-05-04T12:00:00-02:00', '2026-05-04T14:00:00.000Z'],
    ['2026-05-04T12:00:00+02:00', '2026-05-04T10:00:00.000Z'],
    // A plus of a query that was not escaped.
    ['2026-05-04T12:00:00 02:00', '2026-05-04T10:00:00.000Z'],
    ['2026-05-04T12:00 05:30', '2026-05-04T06:30:00.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(dateFilter.parse(text)).toBe(moment);
  });

  it.each(['2026-05-04 02:00', '2026-05-04T12:00:00  02:00', '2026-05-04T12:00:00 2', '2026-02-31'])(
    'may not be %s',
    (text) => {
      expect(dateFilter.safeParse(text).success).toBe(false);
    },
  );
});
