import { beforeAll, describe, expect, it } from 'vitest';
import { encodeOnnx } from '../onnx/codec.ts';
import { createEvaluate } from '../onnx/evaluate.ts';
import type { Evaluate } from '../onnx/simplify.ts';
import { mobileNetV2 } from './mobilenet-v2.ts';
import type { Weights } from './read.ts';

let evaluate: Evaluate;
beforeAll(async () => {
  evaluate = await createEvaluate();
});

/** Layers of one channel in, one out, whose kernels pass the middle pixel on. */
function passing(...kernels: readonly (readonly [name: string, size: number, depthwise?: boolean])[]) {
  const weights = new Map<string, Weights>();
  const set = (name: string, shape: readonly number[], value: (i: number) => number) => {
    const length = shape.reduce((product, side) => product * side, 1);
    weights.set(name, { shape, data: Float32Array.from({ length }, (_, i) => value(i)) });
  };
  for (const [name, size, depthwise] of kernels) {
    const middle = Math.floor((size * size) / 2);
    const inner = name === 'Conv1' ? 3 : 1;
    // Of the three colours red alone is passed on.
    set(`${name}/${depthwise ? 'depthwise_kernel' : 'kernel'}`, [size, size, inner, 1], (i) =>
      i === middle * inner ? 1 : 0,
    );
    const normalisation = name === 'Conv1' ? 'bn_Conv1' : `${name}_BN`;
    set(`${normalisation}/gamma`, [1], () => 2);
    set(`${normalisation}/beta`, [1], () => 0.5);
    set(`${normalisation}/moving_mean`, [1], () => 0.25);
    set(`${normalisation}/moving_variance`, [1], () => 1 - 0.001);
  }
  return weights;
}

const block = (name: string) =>
  [
    [`${name}_expand`, 1],
    [`${name}_depthwise`, 3, true],
    [`${name}_project`, 1],
  ] as const;
const all = passing(
  ['Conv1', 3],
  ['expanded_conv_depthwise', 3, true],
  ['expanded_conv_project', 1],
  ...block('block_1'),
  ...block('block_2'),
);
/** What a layer makes of a value: the normalisation is 2 (x - 0.25) + 0.5, that is 2 x. */
const bounded = (value: number) => Math.min(6, Math.max(0, 2 * value));

describe('mobileNetV2', () => {
  it('folds normalisations in, keeps values from 0 to 6, and adds what went in where nothing was halved', async () => {
    const graph = mobileNetV2(all, 2, 16);
    const input = {
      dims: [1, 3, 16, 16],
      data: Float32Array.from({ length: 768 }, (_, i) => (i < 256 ? 0.1 : 9)),
    };
    const bytes = encodeOnnx({ ...graph, outputs: [{ name: 'block', shape: [1, 1, 4, 4] }] });
    const { block: values } = await evaluate(bytes, { input });
    expect(values!.dims).toEqual([1, 1, 4, 4]);
    const first = 2 * bounded(bounded(0.1)) + 0;
    // The block without an expansion adds what went into it, too: one channel in, one out.
    const start = first + bounded(0.1);
    const halved = 2 * bounded(bounded(start));
    const last = halved + 2 * bounded(bounded(halved));
    for (const value of values!.data) expect(Number(value)).toBeCloseTo(last, 4);
  });

  it('says which weights are missing, and which are of another shape', () => {
    expect(() => mobileNetV2(all, 3, 16)).toThrow("no weights 'block_3_expand/kernel'");
    const flat = new Map(all).set('Conv1/kernel', { shape: [27], data: new Float32Array(27) });
    expect(() => mobileNetV2(flat, 1, 16)).toThrow('Conv1/kernel has 1 dimensions');
  });
});
