import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { assertNode, leastNode } from './node-version.ts';

it.each(['20.19.0', '20.20.2', '22.0.0', '26.1.0', undefined])('takes Node %s', (version) => {
  expect(() => assertNode(version)).not.toThrow();
});

it.each(['8.17.0', '18.20.8', '20.9.0'])('tells whoever has Node %s which one is needed', (version) => {
  expect(() => assertNode(version)).toThrow(
    `livephoto needs Node 20.19 or newer, and this is ${version}: get a newer one from https://nodejs.org`,
  );
});

it('needs what the packages say that they need', () => {
  const packages = new URL('../../../', import.meta.url);
  const engines = readdirSync(packages).map((name) => {
    const { engines = {} } = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8'));
    return (engines as { node?: string }).node;
  });
  expect(new Set(engines.filter(Boolean))).toEqual(new Set([`>=${leastNode}`]));
});
