import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policies } from '@livephoto/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNodeInspector } from '../../packages/worker-runtime/src/node/create-inspector.ts';
import { defaultModelFolder } from '../../packages/worker-runtime/src/node/file-models.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('createNodeInspector', () => {
  it('takes a policy by name or whole, and refuses a name that there is not', async () => {
    const own = { ...policies.strict, name: 'own' };
    const [named, whole] = await Promise.all([
      createNodeInspector({ policy: 'icao' }),
      createNodeInspector({ policy: own }),
    ]);
    expect(named.policy).toBe(policies.icao);
    expect(whole.policy).toEqual(own);
    await Promise.all([named.dispose(), whole.dispose()]);
    await expect(createNodeInspector({ policy: 'paranoid' as 'strict' })).rejects.toMatchObject({
      type: 'invalid_request',
      param: 'policy',
    });
  });
});

describe('createNodeInspector over models that are not as they should be', () => {
  beforeEach(() =>
    cp(defaultModelFolder(), folder, {
      recursive: true,
      filter: (path) => !/\.js(\.map)?$|\.d\.ts$/.test(path),
    }),
  );
  const create = () => createNodeInspector({ modelFolder: folder });

  it('works while they are whole', async () => {
    const inspector = await create();
    await inspector.dispose();
  });

  it.each([
    'face-detector.onnx',
    'full-range-face-detector.onnx',
    'face-landmarker.onnx',
    'spoof-net.onnx',
    'obstruction-net.onnx',
    'person-net.onnx',
    'canonical-face.json',
    'liveness-head.json',
  ])('refuses a %s with another hash, though but one bit differs', async (file) => {
    const bytes = await readFile(join(folder, file));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(folder, file), bytes);
    await expect(create()).rejects.toMatchObject({
      type: 'model_invalid',
      message: expect.stringMatching(/sha256 [0-9a-f]{64}, expected [0-9a-f]{64}.*pnpm models build/),
    });
  });

  it('says which command makes a model that is missing', async () => {
    await rm(join(folder, 'spoof-net.onnx'));
    await expect(create()).rejects.toMatchObject({
      type: 'model_missing',
      message: expect.stringMatching(/spoof-net\.onnx.*pnpm models build/),
    });
  });

  it('refuses a manifest that lists too little', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    manifest.assets = [];
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    await expect(create()).rejects.toMatchObject({
      type: 'model_missing',
      message: "The model manifest does not list 'canonical-face': run 'pnpm models build'",
    });
  });
});
