import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LivePhotoError, policies } from '@livephoto/core';
import { expect, test } from 'vitest';
import { readPolicy } from './policy-file.ts';

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

test('refuses what is no policy, no file and no name, and says which file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'livephoto-policy-'));
  try {
    const path = join(folder, 'kiosk.json');
    writeFileSync(path, JSON.stringify({ orientation: { maxYaw: '12' } }));
    await expect(readPolicy(path)).rejects.toThrow(`The policy file ${path}: 'orientation.maxYaw' must be`);
    writeFileSync(path, ' '.repeat(1_000_001));
    await expect(readPolicy(path)).rejects.toThrow('has 1000001 bytes, more than the 1000000 allowed');
    await expect(readPolicy(join(folder, 'no.json'))).rejects.toThrow('No such file');
    symlinkSync('/dev/zero', join(folder, 'endless.json'));
    await expect(readPolicy(join(folder, 'endless.json'))).rejects.toThrow('no regular file');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await expect(readPolicy('stric')).rejects.toThrow('choose default, strict, lenient, icao');
  await expect(readPolicy('__proto__')).rejects.toThrow(LivePhotoError);
});
