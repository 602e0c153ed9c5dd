import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-fingerprint-'));
  await mkdir(join(folder, 'deep'));
  await writeFile(join(folder, 'index.js'), 'a');
  await writeFile(join(folder, 'deep/more.js'), 'b');
});
afterAll(() => rm(folder, { recursive: true }));

const name = (facts: unknown = {}) => fingerprint({ code: [folder], facts });

describe('fingerprint', () => {
  it('stays when nothing that decides changes', async () => {
    const before = await name();
    await writeFile(join(folder, 'index.js.map'), 'a map decides nothing');
    expect(await name()).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{32}$/);
  });

  it('changes with facts, with code, and with where code lies', async () => {
    const before = await name();
    expect(await name({ policy: { maxYaw: 15 } })).not.toBe(before);
    await writeFile(join(folder, 'deep/more.js'), 'c');
    const changed = await name();
    expect(changed).not.toBe(before);
    await writeFile(join(folder, 'deep/more.js'), 'b');
    await writeFile(join(folder, 'new.js'), '');
    expect(await name()).not.toBe(before);
  });
});
