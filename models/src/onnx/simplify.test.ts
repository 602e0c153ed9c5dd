/** The simplifier and the codec, judged by the runtime: fewer nodes, the same answers. */
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeOnnx, encodeOnnx } from './codec.ts';
import { createEvaluate } from './evaluate.ts';
import { type ConstantTensor, float, type Graph, int, ints, type Node } from './graph.ts';
import { retarget } from './retarget.ts';
import { type Evaluate, simplify } from './simplify.ts';

let evaluate: Evaluate;
beforeAll(async () => {
  evaluate = await createEvaluate();
});

const wave = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * 3.7 + seed));
const floats = (seed: number, ...dims: number[]): ConstantTensor => ({
  dims,
  data: wave(
    dims.reduce((a, b) => a * b),
    seed,
  ),
});
const integers = (...values: number[]): ConstantTensor => ({
  dims: [values.length],
  data: BigInt64Array.from(values.map(BigInt)),
});
const node = (op: string, inputs: string[], output: string, attributes: Node['attributes'] = {}): Node => ({
  op,
  inputs,
  outputs: [output],
  attributes,
});

/** MatMul, BatchNormalization, MatMul behind a reshape whose shape is computed, as the spoof net has them. */
const head: Graph = {
  name: 'head',
  opset: 9,
  nodes: [
    node('Shape', ['in'], 'shape'),
    node('Constant', [], 'zero', {
      value: { kind: 'tensor', value: { dims: [], data: BigInt64Array.of(0n) } },
    }),
    node('Gather', ['shape', 'zero'], 'batch', { axis: int(0) }),
    node('Unsqueeze', ['batch'], 'batches', { axes: ints(0) }),
    node('Concat', ['batches', 'rest'], 'flat', { axis: int(0) }),
    node('Reshape', ['in', 'flat'], 'row'),
    node('MatMul', ['row', 'first'], 'hidden'),
    node('BatchNormalization', ['hidden', 'scale', 'bias', 'mean', 'variance'], 'normal', {
      epsilon: float(Math.fround(1e-5)),
    }),
    node('MatMul', ['normal', 'second'], 'out'),
  ],
  constants: new Map([
    ['rest', integers(-1)],
    ['first', floats(1, 12, 5)],
    ['scale', floats(2, 5)],
    ['bias', floats(3, 5)],
    ['mean', floats(4, 5)],
    ['variance', { dims: [5], data: Float32Array.of(0.5, 1, 2, 3, 0.1) }],
    ['second', floats(5, 5, 3)],
    ['unused', floats(6, 1000)],
  ]),
  inputs: [{ name: 'in', shape: [1, 3, 2, 2] }],
  outputs: [{ name: 'out', shape: [1, 3] }],
};
const input = floats(9, 1, 3, 2, 2);

async function answer(graph: Graph, name = 'out'): Promise<number[]> {
  const outputs = await evaluate(encodeOnnx(graph), { [graph.inputs[0]!.name]: input });
  return Array.from(outputs[name]!.data, Number);
}

describe('simplify', () => {
  it('folds shapes, merges the affine chain and drops what is unused, with the same answer', async () => {
    const simple = await simplify(head, evaluate);
    expect(simple.nodes.map(({ op }) => op)).toEqual(['Reshape', 'Gemm']);
    expect([...simple.constants.keys()].sort()).toEqual(['flat', 'out/shift', 'out/weights']);
    const [before, after] = [await answer(head), await answer(simple)];
    for (const [index, value] of after.entries()) expect(value).toBeCloseTo(before[index]!, 5);
  });

  it('leaves a link of the chain alone that someone else reads', async () => {
    const shared: Graph = { ...head, outputs: [...head.outputs, { name: 'normal', shape: [1, 5] }] };
    const simple = await simplify(shared, evaluate);
    expect(simple.nodes.map(({ op }) => op)).toEqual(['Reshape', 'Gemm', 'Gemm']);
    for (const name of ['out', 'normal']) {
      const [before, after] = [await answer(shared, name), await answer(simple, name)];
      for (const [index, value] of after.entries()) expect(value).toBeCloseTo(before[index]!, 5);
    }
  });

  it('gives equal bytes when run twice, and changes nothing the second time', async () => {
    const once = await simplify(head, evaluate);
    expect(encodeOnnx(await simplify(head, evaluate))).toEqual(encodeOnnx(once));
    expect(encodeOnnx(await simplify(once, evaluate))).toEqual(encodeOnnx(once));
  });
});

describe('codec', () => {
  it('reads back what it wrote', () => {
    const again = decodeOnnx(encodeOnnx(head));
    expect(again).toEqual(head);
  });

  it('keeps "to the end" as a number that fits', () => {
    const slice: Graph = {
      ...head,
      nodes: [
        node('Slice', ['in'], 'out', { axes: ints(1), starts: ints(1), ends: ints(Number.MAX_SAFE_INTEGER) }),
      ],
      outputs: [{ name: 'out', shape: [1, 2, 2, 2] }],
    };
    expect(decodeOnnx(encodeOnnx(slice)).nodes[0]!.attributes.ends).toEqual(ints(Number.MAX_SAFE_INTEGER));
  });

  it('refuses a tensor whose content does not fill its shape', () => {
    const wrong: Graph = { ...head, constants: new Map([['w', { dims: [7], data: wave(6, 0) }]]) };
    expect(() => decodeOnnx(encodeOnnx(wrong))).toThrow('"w" holds 6 values, its shape 7 asks for 7');
  });

  it('refuses bytes that are no ONNX file', () => {
    expect(() => decodeOnnx(new TextEncoder().encode('<html>no</html>'))).toThrow();
  });
});

describe('retarget', () => {
  it('ends at inner values, renamed and reshaped', async () => {
    const inner = retarget(head, [
      { value: 'hidden', name: 'features', shape: [1, 5] },
      { value: 'out', name: 'scores', shape: [3, 1], reshape: true },
    ]);
    expect(inner.inputs[0]!.name).toBe('input');
    const outputs = await evaluate(encodeOnnx(await simplify(inner, evaluate)), { input });
    expect(outputs.features!.dims).toEqual([1, 5]);
    expect(outputs.scores!.dims).toEqual([3, 1]);
    const before = await answer(head);
    for (const [index, value] of Array.from(outputs.scores!.data, Number).entries())
      expect(value).toBeCloseTo(before[index]!, 5);
  });

  it('refuses a value that no node computes', () => {
    expect(() => retarget(head, [{ value: 'nothing', name: 'x', shape: [1] }])).toThrow(
      '"head" computes no value "nothing"',
    );
  });
});
