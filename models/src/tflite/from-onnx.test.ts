/** The converter against the runtime: what it wrote, read again by the reader and run, answers what the network answered. */
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeOnnx } from '../onnx/codec.ts';
import { createEvaluate } from '../onnx/evaluate.ts';
import { type ConstantTensor, type Graph, int, ints, type Node, sizeOf, text } from '../onnx/graph.ts';
import type { Evaluate } from '../onnx/simplify.ts';
import { builtins } from './builtins.ts';
import { convertOnnx } from './from-onnx.ts';
import { readTflite } from './read.ts';
import { convertTflite } from './to-onnx.ts';
import { writeTflite } from './write.ts';

let evaluate: Evaluate;
beforeAll(async () => {
  evaluate = await createEvaluate();
});

const side = 8;
const inputShape = [1, 4, side, side];

/** Numbers that are no pattern a wrong axis order could hide in. */
function values(dims: readonly number[], seed: number): ConstantTensor {
  const data = Float32Array.from({ length: sizeOf(dims) }, (_, at) => Math.sin(at * 12.9898 + seed * 78.233));
  return { dims, data };
}

const node = (op: string, inputs: string[], output: string, attributes: Node['attributes'] = {}): Node => ({
  op,
  inputs,
  outputs: [output],
  attributes,
});

function graphOf(nodes: readonly Node[], constants: Readonly<Record<string, ConstantTensor>>): Graph {
  return {
    name: 'test',
    opset: 12,
    nodes,
    constants: new Map(Object.entries(constants)),
    inputs: [{ name: 'in', shape: inputShape }],
    outputs: [{ name: 'out' }],
  };
}

const window = (kernel: number, stride: number, pads: number[], group = 1, dilation = 1) => ({
  kernel_shape: ints(kernel, kernel),
  strides: ints(stride, stride),
  pads: ints(...pads),
  dilations: ints(dilation, dilation),
  group: int(group),
});

const conv = (attributes: Node['attributes'], weights: number[]) =>
  graphOf([node('Conv', ['in', 'w', 'b'], 'out', attributes)], {
    w: values(weights, 2),
    b: values([weights[0]!], 3),
  });

describe('convertOnnx', () => {
  it.each([
    ['a convolution that pads as TFLite would', conv(window(3, 1, [1, 1, 1, 1]), [5, 4, 3, 3]), ['conv2d']],
    ['one with its odd row and column last', conv(window(3, 2, [0, 0, 1, 1]), [5, 4, 3, 3]), ['conv2d']],
    ['one with a row above', conv(window(3, 2, [1, 1, 1, 1]), [5, 4, 3, 3]), ['pad', 'conv2d']],
    ['one that looks further', conv(window(3, 1, [2, 2, 2, 2], 1, 2), [5, 4, 3, 3]), ['conv2d']],
    ['one of each channel', conv(window(3, 1, [1, 1, 1, 1], 4), [4, 1, 3, 3]), ['depthwiseConv2d']],
    [
      'a slope, a sum with channels, zeros around',
      graphOf(
        [
          node('PRelu', ['in', 'slope'], 'bent'),
          node('Pad', ['bent', 'pads'], 'wide'),
          node('MaxPool', ['wide'], 'out', { kernel_shape: ints(2, 2), strides: ints(2, 2) }),
        ],
        {
          slope: values([4, 1, 1], 4),
          pads: { dims: [8], data: BigInt64Array.of(0n, 1n, 0n, 0n, 0n, 2n, 2n, 4n) },
        },
      ),
      ['prelu', 'pad', 'maxPool2d'],
    ],
    [
      'an activation that others read too',
      graphOf(
        [
          node('Conv', ['in', 'w', 'b'], 'raw', window(3, 1, [1, 1, 1, 1])),
          node('Relu', ['raw'], 'cut'),
          node('Add', ['raw', 'cut'], 'out'),
        ],
        { w: values([4, 4, 3, 3], 5), b: values([4], 6) },
      ),
      ['conv2d', 'relu', 'add'],
    ],
    [
      'a picture twice as large',
      graphOf(
        [
          node('Resize', ['in', 'region', 'scales'], 'out', {
            mode: text('linear'),
            coordinate_transformation_mode: text('half_pixel'),
          }),
        ],
        {
          region: { dims: [0], data: new Float32Array() },
          scales: { dims: [4], data: Float32Array.of(1, 1, 2, 2) },
        },
      ),
      ['resizeBilinear'],
    ],
  ])('writes %s', async (_, graph, kinds) => {
    const input = { in: values(inputShape, 1) };
    const plan = await convertOnnx(graph, evaluate);
    const codes = Object.entries(builtins);
    expect(plan.operators.map(({ code }) => codes.find(([, one]) => one.code === code)?.[0])).toEqual(kinds);
    const again = convertTflite(readTflite(writeTflite(plan)));
    const wanted = (await evaluate(encodeOnnx(graph), input)).out!;
    const found = (await evaluate(encodeOnnx(again), input)).out!;
    expect(found.dims).toEqual(wanted.dims);
    for (const [at, value] of [...found.data].entries())
      expect(Number(value)).toBeCloseTo(Number(wanted.data[at]), 5);
  });

  it('puts an activation into the operator that it alone reads', async () => {
    const graph = graphOf(
      [node('Conv', ['in', 'w', 'b'], 'raw', window(1, 1, [0, 0, 0, 0])), node('Relu', ['raw'], 'out')],
      { w: values([4, 4, 1, 1], 5), b: values([4], 6) },
    );
    const { operators } = await convertOnnx(graph, evaluate);
    expect(operators).toHaveLength(1);
    expect(operators[0]!.options).toContainEqual(['int8', 1]);
  });

  it.each([
    ['an operator that it does not know', node('Softmax', ['in'], 'out'), /Softmax of "out"/],
    ['groups of several channels', node('Conv', ['in', 'w'], 'out', window(1, 1, [0, 0, 0, 0], 2)), /groups/],
    ['a reshape that would count in another order', node('Reshape', ['in', 'row'], 'out'), /another order/],
  ])('refuses %s', async (_, only, said) => {
    const constants = {
      w: values([4, 2, 1, 1], 7),
      row: { dims: [1], data: BigInt64Array.of(BigInt(sizeOf(inputShape))) },
    };
    await expect(convertOnnx(graphOf([only], constants), evaluate)).rejects.toThrow(said);
  });
});
