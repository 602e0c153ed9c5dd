import { expect, it } from 'vitest';
import { parseExpiry } from './expiry.ts';

const now = Date.parse('2026-05-04T12:00:00.000Z');

it.each([
  ['90d', '2026-08-02T12:00:00.000Z'],
  ['12h', '2026-05-05T00:00:00.000Z'],
  ['2027-01-31', '2027-01-31T00:00:00.000Z'],
  ['2027-01-31T12:30Z', '2027-01-31T12:30:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('reads %s', (text, moment) => {
  expect(parseExpiry(text, now)).toBe(moment);
});

it.each([
  '',
  '90',
  'd',
  '-1d',
  '1.5d',
  '999999d',
  '2027-02-30',
  '2027-13-01',
  '31.01.2027',
  '2027-01-31T12:00+02:00',
])("refuses '%s' and says how it goes", (text) => {
  expect(() => parseExpiry(text, now)).toThrow('--expires must be like 90d');
});

it.each(['0d', '2026-05-04', '2026-05-04T12:00:00Z', '1999-12-31'])('refuses %s as over', (text) => {
  expect(() => parseExpiry(text, now)).toThrow('is over already');
});
