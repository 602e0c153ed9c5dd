import { readFile } from 'node:fs/promises';
import { type Inspector, inspectionNames } from '@livephoto/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeInspector } from './create-inspector.ts';
import { createNativeBackend } from './native-backend.ts';

const sample = (name: string) => readFile(new URL(`../../../../samples/${name}.jpg`, import.meta.url));

describe('the native backend', () => {
  let native: Inspector;
  let wasm: Inspector;
  beforeAll(async () => {
    [native, wasm] = await Promise.all([
      createNodeInspector({ backend: 'native' }),
      createNodeInspector({ backend: 'wasm' }),
    ]);
  });
  afterAll(() => Promise.all([native?.dispose(), wasm?.dispose()]));

  it.each([
    ...['selfie', 'franck_01829', 'mirrored', 'rotated-90', 'exif-6', 'masked', 'sunglasses', 'no-face'],
    ...['sample1', 'sample2', 'sample3', 'sample4', 'sample5', 'sample6'],
  ])('decides on %s as the wasm backend does, scores within 1', async (name) => {
    const bytes = await sample(name);
    const [there, here] = [await native.inspect(bytes), await wasm.inspect(bytes)];
    expect(there.accepted).toBe(here.accepted);
    expect(there.faces.length).toBe(here.faces.length);
    for (const inspection of inspectionNames) {
      const [a, b] = [there.inspections[inspection], here.inspections[inspection]];
      expect(a.outcome).toBe(b.outcome);
      expect(a.findings.map(({ code }) => code)).toEqual(b.findings.map(({ code }) => code));
      expect(Math.abs((a.score ?? 0) - (b.score ?? 0))).toBeLessThanOrEqual(1);
    }
  });

  it('refuses bytes that are no model', async () => {
    const backend = await createNativeBackend();
    expect(backend.name).toBe('native');
    await expect(backend.load(new Uint8Array(100))).rejects.toMatchObject({
      type: 'model_invalid',
      message: 'The native backend cannot load this model',
    });
  });
});
