import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileModelSource, defaultModelFolder } from './file-models.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the installed models', () => {
  const source = createFileModelSource();

  it('lie in a folder of @livephoto/models', () => {
    expect(defaultModelFolder()).toMatch(/models[\\/]dist[\\/]$/);
  });

  it('are what the manifest says, each of them', async () => {
    const { models, assets } = await source.manifest();
    expect(models.map(({ name }) => name).sort()).toEqual([
      'face-detector',
      'face-landmarker',
      'full-range-face-detector',
      'obstruction-net',
      'person-net',
      'spoof-net',
    ]);
    for (const { name, sha256, size } of [...models, ...assets]) {
      const bytes = await source.bytes(name);
      expect(bytes.length).toBe(size);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });
});

describe('a folder that is not as it should be', () => {
  const writeManifest = (text: string) => writeFile(join(folder, 'manifest.json'), text);

  it('says which command makes the models when there are none', async () => {
    const nowhere = createFileModelSource(join(folder, 'nowhere'));
    const missing = {
      type: 'model_missing',
      status: 503,
      message: expect.stringMatching(/nowhere.*manifest\.json.*pnpm models build/),
    };
    await expect(nowhere.manifest()).rejects.toMatchObject(missing);
    await expect(nowhere.bytes('face-detector')).rejects.toMatchObject(missing);
  });

  it.each([
    ['cut', '{"version":1,"models":['],
    ['empty', ''],
    ['null', 'null'],
    ['of something else', '{"hello":1}'],
    ['of another version', '{"version":2,"models":[],"assets":[]}'],
    ['without assets', '{"version":1,"models":[]}'],
  ])('refuses a manifest that is %s, and names it', async (_, text) => {
    await writeManifest(text);
    await expect(createFileModelSource(folder).manifest()).rejects.toMatchObject({
      type: 'model_invalid',
      message: `${join(folder, 'manifest.json')} is damaged: run 'pnpm models build' again`,
    });
  });

  it('tells a model that is not listed from one whose file is gone', async () => {
    const entry = { name: 'spoof-net', file: 'gone.onnx', sha256: '', size: 0 };
    await writeManifest(JSON.stringify({ version: 1, models: [entry], assets: [] }));
    const source = createFileModelSource(folder);
    await expect(source.bytes('face-detector')).rejects.toMatchObject({
      type: 'model_missing',
      message: expect.stringMatching(/does not list 'face-detector'.*pnpm models build/),
    });
    await expect(source.bytes('spoof-net')).rejects.toMatchObject({
      type: 'model_missing',
      message: expect.stringMatching(/gone\.onnx cannot be read.*pnpm models build/),
    });
  });
});
