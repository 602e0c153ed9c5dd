/** The nets of this project answer what onnxruntime-web answers, the same bits every time, whatever ran before. */
import { beforeAll, describe, expect, it } from 'vitest';
import { isTrap } from '../../contract/errors.ts';
import type { InferenceBackend, InferenceModel, Tensor } from '../../contract/ports.ts';
import { modelFile } from '../../testing/files.ts';
import { createOnnxRuntimeBackend } from '../onnxruntime.ts';
import { widenWeights } from '../widen-weights.ts';
import { createSimdBackend } from './simd.ts';

/** Largest difference, over the largest number that onnxruntime answers. */
const tolerance = 2e-5;

const nets = [
  ['face-detector', 144, 192],
  ['face-detector', 240, 320],
  ['face-detector', 288, 384],
  ['face-detector', 75, 101],
  ['full-range-face-detector', 224, 224],
  ['full-range-face-detector', 160, 224],
  ['face-landmarker', 192, 192],
  ['obstruction-net', 128, 128],
  ['spoof-net', 128, 128],
  ['person-net', 112, 112],
] as const;

const read = (name: string) => modelFile(`${name}.onnx`);

/** Smooth waves with noise over them, -1..1. */
function picture(height: number, width: number, seed: number): Tensor {
  let state = seed;
  const data = Float32Array.from({ length: 3 * height * width }, (_, i) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return 0.7 * Math.sin((seed * i) / width) + 0.3 * (state / 1073741824 - 1);
  });
  return { data, dims: [1, 3, height, width] };
}

function difference(actual: Tensor, expected: Tensor): number {
  expect(actual.dims).toEqual(expected.dims);
  expect(actual.data).toHaveLength(expected.data.length);
  const most = expected.data.reduce((all, value) => Math.max(all, Math.abs(value)), 0);
  return actual.data.reduce((all, value, i) => Math.max(all, Math.abs(value - expected.data[i]!)), 0) / most;
}

let own: InferenceBackend;
let models: Map<string, { own: InferenceModel; theirs: InferenceModel }>;
beforeAll(async () => {
  own = createSimdBackend();
  const theirs = createOnnxRuntimeBackend();
  models = new Map();
  for (const [name] of nets) {
    if (models.has(name)) continue;
    models.set(name, { own: await own.load(read(name)), theirs: await theirs.load(read(name)) });
  }
});

/** A backend, and the memory that it computes in. */
function startWatched(): { backend: InferenceBackend; memory: WebAssembly.Memory } {
  const memories: WebAssembly.Memory[] = [];
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports);
      memories.push(imports!.env!.memory as WebAssembly.Memory);
    }
  };
  const backend = createSimdBackend();
  WebAssembly.Instance = Instance;
  return { backend, memory: memories[0]! };
}

describe('createSimdBackend', () => {
  it.each(nets)('runs %s at %i x %i as onnxruntime does', async (name, height, width) => {
    const model = models.get(name)!;
    for (const seed of [1, 2, 3]) {
      const input = picture(height, width, seed);
      const [actual, expected] = [await model.own.run({ input }), await model.theirs.run({ input })];
      expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
      for (const [output, tensor] of Object.entries(expected)) {
        expect(difference(actual[output]!, tensor)).toBeLessThan(tolerance);
      }
    }
  });

  it('gives the same bits in any order, at once, and by another backend', async () => {
    const runs = nets.map(([name, height, width]) => ({ name, input: picture(height, width, 7) }));
    const alone = [];
    for (const { name, input } of runs) alone.push(await models.get(name)!.own.run({ input }));
    const together = await Promise.all(
      [...runs].reverse().map(({ name, input }) => models.get(name)!.own.run({ input })),
    );
    expect(together.reverse()).toEqual(alone);
    const other = createSimdBackend();
    for (const [i, { name, input }] of runs.entries()) {
      const model = await other.load(read(name));
      expect(await model.run({ input })).toEqual(alone[i]);
      await model.dispose();
    }
  });

  it.each(nets)('gives %s the bits of weights that were widened before', async (name, height, width) => {
    const widened = await own.load(widenWeights(read(name)));
    const input = picture(height, width, 5);
    expect(await models.get(name)!.own.run({ input })).toEqual(await widened.run({ input }));
    await widened.dispose();
  });

  it('answers what stays, whatever runs next', async () => {
    const { own: model } = models.get('face-landmarker')!;
    const first = await model.run({ input: picture(192, 192, 1) });
    const copy = structuredClone(first);
    await model.run({ input: picture(192, 192, 2) });
    expect(first).toEqual(copy);
  });

  it.each([
    ['no input', {}],
    ['an input of another name', { picture: picture(192, 192, 1) }],
    ['another size', { input: picture(96, 96, 1) }],
    ['too few numbers', { input: { data: new Float32Array(3), dims: [1, 3, 192, 192] } }],
    ['a size that is no number', { input: { data: new Float32Array(0), dims: [1, 3, 192, NaN] } }],
  ])('refuses %s', async (_, inputs) => {
    const { own: model } = models.get('face-landmarker')!;
    await expect(model.run(inputs)).rejects.toMatchObject({ type: 'inference_failed' });
  });

  it('runs nothing that was disposed of', async () => {
    const model = await own.load(read('spoof-net'));
    await model.dispose();
    await expect(model.run({ input: picture(128, 128, 1) })).rejects.toMatchObject({
      type: 'inference_failed',
    });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['noise', Uint8Array.from({ length: 5000 }, (_, i) => (i * 31) & 255)],
    ['a model cut in half', modelFile('spoof-net.onnx').subarray(0, 300_000)],
  ])('refuses %s for a model, and goes on', async (_, bytes) => {
    await expect(own.load(bytes)).rejects.toMatchObject({ type: 'model_invalid' });
    const { presence } = await models.get('face-landmarker')!.own.run({ input: picture(192, 192, 1) });
    expect(presence!.data).toHaveLength(1);
  });

  it('takes no more memory for later runs, nor for models that come and go', async () => {
    const { backend, memory } = startWatched();
    const round = async () => {
      const model = await backend.load(read('face-detector'));
      for (const [height, width] of [
        [144, 192],
        [96, 64],
        [64, 240],
      ] as const) {
        await model.run({ input: picture(height, width, 1) });
      }
      await model.dispose();
    };
    // The second finds the place of the first cut up by what works in between.
    for (let i = 0; i < 2; i++) await round();
    const bytes = memory.buffer.byteLength;
    for (let i = 0; i < 12; i++) await round();
    expect(memory.buffer.byteLength).toBe(bytes);
  });

  it('is told from other failures when it crashes, and runs nothing any more', async () => {
    const { backend, memory } = startWatched();
    const model = await backend.load(read('spoof-net'));
    const input = picture(128, 128, 1);
    await model.run({ input });
    // As steps these are maps of many pixels, at addresses beyond the end.
    new Uint8Array(memory.buffer).fill(0x48);
    for (const tensor of [input, picture(128, 128, 2)]) {
      const error = await model.run({ input: tensor }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ type: 'inference_failed' });
      expect(isTrap(error)).toBe(true);
    }
    await model.dispose();
    expect(await models.get('spoof-net')!.own.run({ input })).toHaveProperty('logits');
  });

  it('says that a runtime is too old for it', () => {
    // A module that asks for what it does not get.
    const module = new WebAssembly.Module(
      Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 2, 8, 1, 1, 0x61, 1, 0x62, 2, 0, 1),
    );
    expect(() => createSimdBackend({ module })).toThrow(
      expect.objectContaining({ type: 'unsupported_runtime' }),
    );
  });
});
