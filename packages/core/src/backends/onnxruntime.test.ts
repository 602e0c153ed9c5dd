import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { InferenceBackend, InferenceModel, Tensor } from '../contract/ports.ts';
import { modelFile } from '../testing/files.ts';
import { createOnnxRuntimeBackend } from './onnxruntime.ts';

/** The landmarker's input, each channel value from a small generator. */
function noise(seed: number): Tensor {
  let state = seed;
  const data = Float32Array.from({ length: 3 * 192 * 192 }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  });
  return { data, dims: [1, 3, 192, 192] };
}

let backend: InferenceBackend;
let landmarker: InferenceModel;
let detector: InferenceModel;
beforeAll(async () => {
  backend = createOnnxRuntimeBackend();
  [landmarker, detector] = await Promise.all([
    backend.load(modelFile('face-landmarker.onnx')),
    backend.load(modelFile('face-detector.onnx')),
  ]);
});

describe('createOnnxRuntimeBackend', () => {
  it('gives the same bits whether runs come one by one or all at once, over two models and two backends', async () => {
    const other = await createOnnxRuntimeBackend().load(modelFile('face-landmarker.onnx'));
    const inputs = [noise(1), noise(2), noise(3)];
    const picture = { data: new Float32Array(3 * 64 * 128), dims: [1, 3, 64, 128] };
    const alone = [];
    for (const input of inputs) alone.push(await landmarker.run({ input }));
    const together = await Promise.all(
      inputs.flatMap((input) => [
        landmarker.run({ input }),
        detector.run({ input: picture }),
        other.run({ input }),
      ]),
    );
    for (const [i, expected] of alone.entries()) {
      expect(together[3 * i]).toEqual(expected);
      expect(together[3 * i + 2]).toEqual(expected);
    }
    // 16 x 8 x 3 + 8 x 4 x 2 + 4 x 2 x 2 + 2 x 1 x 3 anchors.
    expect(together[1]!.logits!.dims).toEqual([1, 384 + 64 + 16 + 6, 2]);
    expect(alone[0]).not.toEqual(alone[1]);
    await other.dispose();
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['noise', Uint8Array.from({ length: 5000 }, (_, i) => (i * 31) & 255)],
    ['a model cut in half', modelFile('spoof-net.onnx').subarray(0, 300_000)],
  ])('refuses %s for a model, and goes on', async (_, bytes) => {
    await expect(backend.load(bytes)).rejects.toMatchObject({
      type: 'model_invalid',
      message: 'The onnxruntime backend cannot load this model',
    });
    expect((await landmarker.run({ input: noise(1) })).presence!.data).toHaveLength(1);
  });

  it.each<[string, Record<string, Tensor>]>([
    ['a name that the model does not have', { picture: noise(1) }],
    ['no input', {}],
    ['a shape that it does not take', { input: { data: new Float32Array(12), dims: [1, 3, 2, 2] } }],
    ['values that do not fill the shape', { input: { data: new Float32Array(5), dims: [1, 3, 192, 192] } }],
  ])('rejects a run with %s, and goes on', async (_, inputs) => {
    await expect(landmarker.run(inputs)).rejects.toMatchObject({ type: 'inference_failed' });
    expect((await landmarker.run({ input: noise(1) })).presence!.data).toHaveLength(1);
  });

  it('finishes what was asked before a model is disposed, and refuses what comes after', async () => {
    const model = await backend.load(modelFile('face-landmarker.onnx'));
    const running = model.run({ input: noise(1) });
    const disposed = model.dispose();
    expect(await running).toEqual(await landmarker.run({ input: noise(1) }));
    await disposed;
    await expect(model.run({ input: noise(1) })).rejects.toMatchObject({ type: 'inference_failed' });
  });

  it('tries again after a start that failed', async () => {
    const later = createOnnxRuntimeBackend();
    vi.doMock('onnxruntime-web/wasm', () => {
      throw new Error('not installed yet');
    });
    await expect(later.load(modelFile('face-landmarker.onnx'))).rejects.toMatchObject({
      type: 'inference_failed',
      message: expect.stringContaining('npm install onnxruntime-web'),
    });
    vi.doUnmock('onnxruntime-web/wasm');
    const model = await later.load(modelFile('face-landmarker.onnx'));
    expect(await model.run({ input: noise(1) })).toEqual(await landmarker.run({ input: noise(1) }));
    await model.dispose();
  });
});
