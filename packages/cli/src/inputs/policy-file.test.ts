import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LivePhotoError, policies } from '@livephoto/core';
import { expect, test } from 'vitest';
import { parsePolicy, readPolicy } from './policy-file.ts';

const parse = (value: unknown) => parsePolicy(JSON.stringify(value), 'mine', 'mine.json');

test('a name answers the policy that comes with livephoto', async () => {
  expect(await readPolicy('icao')).toEqual(policies.icao);
});

test('a file changes the numbers it names and keeps the rest', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'livephoto-policy-'));
  try {
    const path = join(folder, 'kiosk.json');
    writeFileSync(path, JSON.stringify({ extends: 'strict', orientation: { maxYaw: 12 } }));
    expect(await readPolicy(path)).toEqual({
      ...policies.strict,
      name: 'kiosk',
      orientation: { ...policies.strict.orientation, maxYaw: 12 },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('an empty object is the default under its own name', () => {
  expect(parse({})).toEqual({ ...policies.default, name: 'mine' });
  expect(parse({ name: 'door' }).name).toBe('door');
});

test.each([
  ['a list', [], 'one JSON object'],
  ['null', null, 'one JSON object'],
  ['an unknown base', { extends: 'constructor' }, '"extends" must be one of default'],
  ['an unknown section', { orientaton: {} }, "sets 'orientaton'"],
  ['a section of Object.prototype', { toString: {} }, "sets 'toString'"],
  ['an unknown number', { orientation: { maxYawn: 3 } }, "'orientation.maxYawn'"],
  ['a text for a number', { orientation: { maxYaw: '3' } }, "'orientation.maxYaw' must be a number"],
  ['a negative number', { orientation: { maxYaw: -3 } }, 'must be a number of 0 or more'],
  ['a number for a section', { orientation: 3 }, "'orientation' must be an object"],
  ['an empty name', { name: '' }, '"name" must be'],
])('refuses %s and says where', (_, value, message) => {
  expect(() => parse(value)).toThrow(expect.objectContaining({ type: 'invalid_request', param: 'policy' }));
  expect(() => parse(value)).toThrow(message);
});

test('refuses what is no JSON, no file and no name', async () => {
  expect(() => parsePolicy('{', 'mine', 'mine.json')).toThrow('not JSON');
  await expect(readPolicy('/no/such/policy.json')).rejects.toThrow('No such file');
  await expect(readPolicy('stric')).rejects.toThrow('choose default, strict, lenient, icao');
  await expect(readPolicy('__proto__')).rejects.toThrow(LivePhotoError);
});
