import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policies } from '@livephoto/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from './read-config.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'livephoto-policy-setting-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const policyOf = (text: string) => readConfig({ policy: text }, {}).policy;
const written = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

it('is a name, a file, or the JSON of one', () => {
  expect(readConfig({}, {}).policy).toBe('default');
  expect(policyOf('icao')).toBe('icao');
  const maxYaw = { ...policies.strict.orientation, maxYaw: 12 };
  const json = '{ "extends": "strict", "orientation": { "maxYaw": 12 } }';
  expect(policyOf(written('kiosk.json', json))).toEqual({
    ...policies.strict,
    name: 'kiosk',
    orientation: maxYaw,
  });
  expect(readConfig({}, { LIVEPHOTO_POLICY: json }).policy).toEqual({
    ...policies.strict,
    name: 'custom',
    orientation: maxYaw,
  });
});

it.each([
  ['kind', '--policy must be one of default,'],
  ['{', '--policy is no policy: it is not JSON'],
  ['{"orientation":{"maxYaw":"12"}}', "--policy is no policy: it: 'orientation.maxYaw' must be a number"],
  ['no/such.json', '--policy names the file no/such.json, which cannot be read (ENOENT)'],
])('refuses %s and says why, with what it may be', (text, message) => {
  expect(() => policyOf(text)).toThrow(message);
  expect(() => policyOf(text)).toThrow('or a JSON file with the numbers that differ');
});

it('refuses what has no end, a file that is too large, and one that is no policy', () => {
  symlinkSync('/dev/zero', join(folder, 'endless.json'));
  expect(() => policyOf(join(folder, 'endless.json'))).toThrow('which is no regular file');
  expect(() => policyOf(written('large.json', ' '.repeat(1_000_001)))).toThrow(
    'more than the 1000000 allowed',
  );
  expect(() => policyOf(written('wrong.json', '{"faces":[]}'))).toThrow(
    "wrong.json: 'faces' must be an object",
  );
});
