import type { ApiKey } from '@livephoto/server/node';
import { expect, it } from 'vitest';
import { describeGrant, listKeys } from './keys-list.ts';

const key: ApiKey = {
  id: '0198c7a4d21c5f3b9e0a7d64',
  account: 'default',
  mode: 'live',
  name: 'app\u001b[31m',
  hint: 'live_9a3c…',
  createdAt: '2026-05-01T00:00:00.000Z',
  revokedAt: null,
  scopes: ['upload', 'read', 'erase', 'admin'],
  expiresAt: null,
  lastUsedAt: null,
};
const clinic: ApiKey = { ...key, account: 'clinic-7', scopes: ['read'], name: 'x' };

it('lists account, scopes, last use and state in columns, and names without what a terminal obeys', () => {
  const now = Date.parse('2026-05-04T12:00:00.000Z');
  const keys = [
    key,
    { ...clinic, lastUsedAt: '2026-05-04T11:59:30.000Z', expiresAt: '2026-05-04T12:00:01.000Z' },
    { ...clinic, expiresAt: '2026-05-04T12:00:00.000Z' },
    { ...clinic, revokedAt: '2026-05-03T00:00:00.000Z', expiresAt: '2026-05-02T00:00:00.000Z' },
  ];
  const id = `${key.id}  live_9a3c…`;
  expect(listKeys(keys, now).split('\n')).toEqual([
    `${id}  default   upload,read,erase,admin  made 2026-05-01  never used             active                    "app\\u001b[31m"`,
    `${id}  clinic-7  read                     made 2026-05-01  used 2026-05-04 11:59  until 2026-05-04 12:00    "x"`,
    `${id}  clinic-7  read                     made 2026-05-01  never used             expired 2026-05-04 12:00  "x"`,
    `${id}  clinic-7  read                     made 2026-05-01  never used             revoked 2026-05-03        "x"`,
    '',
  ]);
  expect(listKeys([], now)).toBe('');
});

it('says what a key may do', () => {
  expect(describeGrant(key)).toBe(
    'It may upload, read, erase, admin in the account default, mode live, until it is revoked.',
  );
  expect(describeGrant({ ...clinic, expiresAt: '2027-01-31T00:00:00.000Z' })).toBe(
    'It may read in the account clinic-7, mode live, until 2027-01-31 00:00 UTC.',
  );
});
