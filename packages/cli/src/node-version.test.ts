import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tooOld } from './node-version.ts';

it.each(['20.19.0', '20.20.2', '22.0.0', '26.1.0'])('takes Node %s', (version) => {
  expect(tooOld(version)).toBeUndefined();
});

it.each(['8.17.0', '18.20.8', '20.9.0'])('tells whoever has Node %s which one is needed', (version) => {
  expect(tooOld(version)).toBe(
    `livephoto needs Node 20.19 or newer, and this is ${version}: get a newer one from https://nodejs.org`,
  );
});

it('is asked before anything is loaded that an older Node could not parse', () => {
  const main = readFileSync(new URL('./main.ts', import.meta.url), 'utf8');
  const loaded = [...main.matchAll(/^import .* from '(.*)';$/gm)].map(([, name]) => name!);
  expect(loaded.filter((name) => !name.startsWith('node:'))).toEqual(['./node-version.ts']);
});
