import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';

let folder: string;
const write = (path: string, text: string) => writeFile(join(folder, path), text);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-fingerprint-'));
  await mkdir(join(folder, 'dist/deep'), { recursive: true });
  const exports = {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './kernel.wasm': './kernel.wasm',
  };
  await write('package.json', JSON.stringify({ exports }));
  await write('kernel.wasm', 'kernel');
  await write('dist/index.js', 'import{a}from"./chunk-A.js";const w=new URL("./worker.js",import.meta.url)');
  await write('dist/chunk-A.js', "await import('./deep/more.mjs')");
  await write('dist/deep/more.mjs', 'b');
  await write('dist/worker.js', 'w');
});
afterEach(() => rm(folder, { recursive: true }));

const name = (facts: unknown = {}) => fingerprint({ code: [folder], facts });

describe('fingerprint', () => {
  it('stays when nothing that decides changes', async () => {
    const before = await name();
    await write('dist/index.js.map', 'a map decides nothing');
    await write('dist/chunk-OLD.js', 'left by a build before');
    expect(await name()).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each(['dist/index.js', 'dist/chunk-A.js', 'dist/deep/more.mjs', 'dist/worker.js', 'kernel.wasm'])(
    'changes with %s',
    async (path) => {
      const before = await name();
      await write(path, 'changed');
      expect(await name()).not.toBe(before);
    },
  );

  it('changes with facts, and with where code lies', async () => {
    const before = await name();
    expect(await name({ policy: { maxYaw: 15 } })).not.toBe(before);
    await write('dist/chunk-B.js', "await import('./deep/more.mjs')");
    await write(
      'dist/index.js',
      'import{a}from"./chunk-B.js";const w=new URL("./worker.js",import.meta.url)',
    );
    expect(await name()).not.toBe(before);
  });
});
