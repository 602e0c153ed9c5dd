/** What an inspector is made of starts side by side; where a part of it fails, the others are let go. */
import {
  createInspector,
  createSimdBackend,
  type ImageDecoder,
  type InferenceBackend,
  LivePhotoError,
  type ModelSource,
} from '@livephoto/core';
import {
  createFileModelSource,
  createNodeDecoder,
  createNodeInspector,
} from '@livephoto/worker-runtime/node';
import { describe, expect, it } from 'vitest';
import { sample } from './photos.ts';

/** The engine, and how many of its models live. */
function counted(): { readonly backend: InferenceBackend; readonly living: () => number } {
  const backend = createSimdBackend();
  let living = 0;
  return {
    living: () => living,
    backend: {
      ...backend,
      async load(bytes) {
        const model = await backend.load(bytes);
        living++;
        return {
          run: (inputs) => model.run(inputs),
          async dispose() {
            living--;
            await model.dispose();
          },
        };
      },
    },
  };
}

const damaged = (names: readonly string[]): ModelSource => {
  const source = createFileModelSource();
  return {
    manifest: () => source.manifest(),
    async bytes(name) {
      const bytes = await source.bytes(name);
      return names.includes(name) ? bytes.subarray(1) : bytes;
    },
  };
};

describe('createInspector', () => {
  it('waits for a decoder that is still compiled, and reports the same', async () => {
    const photo = await sample('selfie');
    const reports = [];
    for (const decoder of [await createNodeDecoder(), createNodeDecoder()]) {
      const models = createFileModelSource();
      const inspector = await createInspector({ models, backend: createSimdBackend(), decoder });
      reports.push({ ...(await inspector.inspect(photo)), timings: {} });
      await inspector.dispose();
    }
    expect(reports[1]).toEqual(reports[0]);
  });

  it('fails as the decoder does, and frees the models', async () => {
    const { backend, living } = counted();
    const decoder: Promise<ImageDecoder> = WebAssembly.compile(Uint8Array.of(1)).then(() =>
      createNodeDecoder(),
    );
    const made = createInspector({ models: createFileModelSource(), backend, decoder });
    await expect(made).rejects.toThrow(WebAssembly.CompileError);
    expect(living()).toBe(0);
  });

  it.each([
    [['face-detector']],
    [['spoof-net']],
    [['full-range-face-detector']],
    [['canonical-face']],
    [['face-landmarker', 'liveness-head', 'person-net']],
  ])('fails when %s are damaged, and frees what was loaded by then', async (names) => {
    const { backend, living } = counted();
    const made = createInspector({ models: damaged(names), backend, decoder: createNodeDecoder() });
    const error = await made.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LivePhotoError);
    expect(error).toMatchObject({ type: 'model_invalid', message: expect.stringContaining(names.at(0)!) });
    expect(living()).toBe(0);
  });

  it('leaves no rejection behind where the policy is none', async () => {
    const decoder = Promise.reject<ImageDecoder>(new Error('never asked for'));
    const options = { models: createFileModelSource(), backend: createSimdBackend(), decoder };
    await expect(createInspector({ ...options, policy: 'none' as never })).rejects.toMatchObject({
      type: 'invalid_request',
    });
  });
});

describe('createNodeInspector', () => {
  it('says that models are missing', async () => {
    await expect(createNodeInspector({ modelFolder: '/nowhere' })).rejects.toMatchObject({
      type: 'model_missing',
    });
  });
});
