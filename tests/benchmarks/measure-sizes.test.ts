import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { passed } from '../../benchmarks/src/cost/size/budgets.ts';
import {
  measureSizes,
  type SizeRow,
  sizeRow,
  weighBundle,
} from '../../benchmarks/src/cost/size/measure-sizes.ts';

const root = new URL('../../', import.meta.url);

describe('passed', () => {
  it('says by how much, of each kind that has a limit', () => {
    const budget = { raw: 100, gzip: 50, reason: '' };
    expect(passed({ raw: 100, gzip: 50 }, budget)).toEqual([]);
    expect(passed({ raw: 101, gzip: 50 }, budget)).toEqual(['1 bytes more than 100 (raw)']);
    expect(passed({ raw: 130, gzip: 57 }, budget)).toHaveLength(2);
    expect(passed({ raw: 1e9, gzip: 10 }, { gzip: 50, reason: '' })).toEqual([]);
  });
});

describe('sizeRow', () => {
  it('holds what has a budget against it, and lets what is absent pass', () => {
    expect(sizeRow('bundles', 'browser entry', { raw: 1, gzip: 30_001 }).passed).toHaveLength(1);
    expect(sizeRow('bundles', 'browser entry', { raw: 1, gzip: 30_000 }).passed).toEqual([]);
    expect(sizeRow('bundles', 'browser entry', 'not built')).toMatchObject({
      absent: 'not built',
      passed: [],
    });
    expect(sizeRow('models', 'spoof-net', { raw: 1e12, gzip: 1e12 }).passed).toEqual([]);
  });
});

describe('a bundle', () => {
  it('is weighed with what it imports at once, not with what it imports late', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'livephoto-size-'));
    const entry = join(folder, 'entry.js');
    const text = (length: number) => `export const text = '${'x'.repeat(length)}';`;
    try {
      await writeFile(join(folder, 'once.js'), text(1000));
      await writeFile(join(folder, 'late.js'), text(50_000));
      await writeFile(
        entry,
        "import { text } from './once.js'; console.log(text, (await import('./late.js')).text);",
      );
      const { raw } = await weighBundle(entry);
      expect(raw).toBeGreaterThan(1000);
      expect(raw).toBeLessThan(2000);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('what is shipped', () => {
  let rows: SizeRow[];
  const find = (name: string) => rows.find((row) => row.name === name);
  beforeAll(async () => {
    execFileSync(process.execPath, [fileURLToPath(new URL('scripts/build.mjs', root)), '--quiet']);
    rows = await measureSizes(root);
  });

  it('is weighed, all of it', () => {
    expect(rows.filter(({ group }) => group === 'models').length).toBeGreaterThanOrEqual(6);
    for (const name of [
      '@livephoto/core',
      '@livephoto/models',
      '@livephoto/server',
      '@livephoto/cli',
      'livephoto',
    ]) {
      expect(find(name)?.weight?.raw).toBeGreaterThan(find(name)?.weight?.gzip as number);
    }
    const models = rows.filter(({ group, name }) => group === 'models' && name !== 'models, all');
    const total = models.reduce((sum, { weight }) => sum + weight!.raw, 0);
    expect(find('models, all')?.weight?.raw).toBe(total);
    // The bundle holds our code and the decoder's, not the inference runtime's megabyte.
    expect(find('core, bundled and minified')?.weight?.raw).toBeGreaterThan(50_000);
  });

  it('is within its budgets', () => {
    const tooLarge = rows.flatMap(({ name, passed: how }) => how.map((text) => `${name} has ${text}`));
    expect(tooLarge).toEqual([]);
  });
});

describe('a tree without models', () => {
  it('says which command makes them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'livephoto-size-'));
    try {
      await mkdir(join(folder, 'packages/models'), { recursive: true });
      await writeFile(join(folder, 'packages/models/package.json'), '{}');
      await expect(measureSizes(pathToFileURL(`${folder}/`))).rejects.toMatchObject({
        type: 'model_missing',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
