/** An isolate has one engine at a time: what is left on the one before neither runs nor keeps its memory. */
import { readFile } from 'node:fs/promises';
import { createSimdBackend, type InferenceModel, type Tensor } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import { createEngines } from './engine.ts';

const file = await readFile(new URL('../../../models/dist/face-detector.onnx', import.meta.url));
const input: Tensor = { data: new Float32Array(3 * 144 * 192).fill(0.5), dims: [1, 3, 144, 192] };
const replaced = { name: 'LivePhotoError', type: 'inspection_aborted' };

describe('an engine', () => {
  it('that was replaced refuses its models, and the one after has its own', async () => {
    const next = createEngines(() => createSimdBackend());
    const first = next();
    const old = await first.load(file);
    const answer = await old.run({ input });

    const second = next();
    await expect(old.run({ input })).rejects.toMatchObject(replaced);
    await expect(first.load(file)).rejects.toMatchObject(replaced);
    const fresh = await second.load(file);
    expect(await fresh.run({ input })).toEqual(answer);
    // The old inspector may be disposed of at any time.
    await old.dispose();
    expect(await fresh.run({ input })).toEqual(answer);
  });

  it('is let go before the one after is started', async () => {
    let isRefused: Promise<unknown> = Promise.resolve();
    let old: InferenceModel | undefined;
    const next = createEngines(() => {
      isRefused = old ? old.run({}).catch((error: unknown) => error) : isRefused;
      return createSimdBackend();
    });
    old = await next().load(file);
    next();
    expect(await isRefused).toMatchObject(replaced);
  });

  it('that is replaced while it loads a model does not run it', async () => {
    const next = createEngines(() => createSimdBackend());
    const loading = next().load(file);
    next();
    await expect((await loading).run({})).rejects.toMatchObject(replaced);
  });
});
