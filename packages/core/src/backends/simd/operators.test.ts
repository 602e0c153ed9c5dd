/** Every operator, at odd sizes, answers what onnxruntime-web answers; what is asked for in another way is refused by name. */
import { describe, expect, it } from 'vitest';
import { compare, floats, node, numbers, own, scalar } from '../../testing/compare-operators.ts';
import { type WrittenModel, type WrittenNode, writeModel } from '../../testing/onnx-writer.ts';

const weights = floats([6, 5, 1, 1], 2);
const first = node('Conv', ['input', 'weights'], 'first');
const wide = {
  weights,
  slopes: floats([6, 1, 1], 4),
  low: scalar(-0.5),
  high: scalar(1.25),
  pads: numbers(0, 0, 0, 0, 0, 3, 0, 0),
};

describe.each([
  ['a map', [1, 5, 7, 9]],
  ['one pixel', [1, 5, 1, 1]],
])('after a convolution of %s', (_, input) => {
  it.each([
    ['Relu', [first, node('Relu', ['first'], 'output')]],
    ['Clip', [first, node('Clip', ['first', 'low', 'high'], 'output')]],
    ['Clip from below', [first, node('Clip', ['first', 'low'], 'output')]],
    ['PRelu', [first, node('PRelu', ['first', 'slopes'], 'output')]],
    ['Sigmoid', [first, node('Sigmoid', ['first'], 'output')]],
    ['a scalar added', [first, node('Add', ['first', 'high'], 'output')]],
    ['a scalar subtracted', [first, node('Sub', ['first', 'high'], 'output')]],
    ['a scalar multiplied', [first, node('Mul', ['low', 'first'], 'output')]],
    ['a mean', [first, node('GlobalAveragePool', ['first'], 'output')]],
    ['a flat mean', [first, node('ReduceMean', ['first'], 'output', { axes: [2, 3], keepdims: 0 })]],
    ['zeros', [first, node('Pad', ['first', 'pads'], 'output')]],
    ['channels last', [first, node('Transpose', ['first'], 'output', { perm: [0, 2, 3, 1] })]],
    [
      'itself as channels',
      [first, node('GlobalAveragePool', ['first'], 'mean'), node('Mul', ['first', 'mean'], 'output')],
    ],
    ['a product', [first, node('Sigmoid', ['first'], 'gate'), node('Mul', ['first', 'gate'], 'output')]],
    [
      'a sum of two convolutions, leaking',
      [
        first,
        node('Conv', ['input', 'weights'], 'second'),
        node('Relu', ['second'], 'active'),
        node('Add', ['first', 'active'], 'sum'),
        node('PRelu', ['sum', 'slopes'], 'output'),
      ],
    ],
    [
      'a sum with itself, clamped',
      [first, node('Add', ['first', 'first'], 'sum'), node('Clip', ['sum', 'low', 'high'], 'output')],
    ],
    [
      'two activations',
      [first, node('PRelu', ['first', 'slopes'], 'one'), node('Clip', ['one', 'low', 'high'], 'output')],
    ],
    [
      'channels of two',
      [
        first,
        node('Relu', ['first'], 'one'),
        node('Concat', ['first', 'one', 'input'], 'output', { axis: 1 }),
      ],
    ],
  ])('%s', (_, nodes) => compare({ nodes, constants: wide, input, outputs: ['output'] }));

  it('what is asked for again is left as it was', () =>
    compare({
      nodes: [first, node('Relu', ['first'], 'one'), node('Add', ['first', 'one'], 'two')],
      constants: wide,
      input,
      outputs: ['first', 'one', 'two'],
    }));
});

describe('maps', () => {
  it.each([4, 6])('with %i channels are added to more channels', (channels) =>
    compare({
      nodes: [
        node('Conv', ['input', 'less'], 'few'),
        node('Pad', ['few', 'pads'], 'filled'),
        node('Conv', ['input', 'more'], 'many'),
        node('Add', ['filled', 'many'], 'sum'),
        node('Relu', ['sum'], 'output'),
      ],
      constants: {
        less: floats([channels, 3, 1, 1]),
        more: floats([channels + 5, 3, 1, 1], 2),
        pads: numbers(0, 0, 0, 0, 0, 5, 0, 0),
      },
      input: [1, 3, 5, 4],
      outputs: ['output'],
    }),
  );

  it.each([
    { kernel_shape: [2, 2], strides: [2, 2] },
    { kernel_shape: [3, 2], strides: [1, 3], pads: [1, 0, 2, 1] },
    { kernel_shape: [2, 2], dilations: [2, 1] },
  ])('have largest neighbours: $kernel_shape', (attributes) =>
    compare({
      nodes: [node('MaxPool', ['input'], 'output', attributes)],
      input: [1, 5, 9, 8],
      outputs: ['output'],
    }),
  );

  it.each([
    [{ mode: 'linear', coordinate_transformation_mode: 'half_pixel' }, [2, 2]],
    [{ mode: 'linear', coordinate_transformation_mode: 'half_pixel' }, [0.5, 1.5]],
    [{ mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }, [2, 2]],
    [{ mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }, [3, 0.5]],
  ])('are resized: %o by %o', (attributes, factors) =>
    compare({
      nodes: [
        node('Relu', ['input'], 'one'),
        node('Resize', ['one', 'roi', 'scales'], 'two', attributes),
        node('Conv', ['two', 'weights'], 'output'),
      ],
      constants: {
        roi: floats([0]),
        scales: { dims: [4], values: Float32Array.of(1, 1, ...factors) },
        weights: floats([3, 5, 1, 1]),
      },
      input: [1, 5, 4, 6],
      outputs: ['two', 'output'],
    }),
  );

  it('become vectors, matrices and their products', () =>
    compare({
      nodes: [
        node('Reshape', ['input', 'shape'], 'flat'),
        node('Gemm', ['flat', 'matrix', 'bias'], 'one', { transB: 1 }),
        node('Relu', ['one'], 'two'),
        node('Gemm', ['two', 'other'], 'three'),
        node('Unsqueeze', ['three'], 'four', { axes: [2, 3] }),
      ],
      constants: {
        shape: numbers(1, -1),
        matrix: floats([7, 30]),
        bias: floats([7], 2),
        other: floats([7, 5], 3),
      },
      input: [1, 5, 2, 3],
      outputs: ['flat', 'three', 'four'],
    }));

  it('are put in rows behind each other', () =>
    compare({
      nodes: [
        node('Transpose', ['input'], 'last', { perm: [0, 2, 3, 1] }),
        node('Reshape', ['last', 'pairs'], 'one'),
        node('Reshape', ['input', 'pairs'], 'two'),
        node('Concat', ['one', 'two', 'one'], 'output', { axis: 1 }),
      ],
      constants: { pairs: numbers(1, -1, 2) },
      input: [1, 6, 3, 5],
      outputs: ['output'],
    }));

  it('may be of any size', async () => {
    const model: WrittenModel = {
      nodes: [first, node('Relu', ['first'], 'output')],
      constants: wide,
      input: [1, 5, 0, 0],
      outputs: ['output'],
    };
    for (const [height, width] of [
      [1, 1],
      [7, 5],
      [13, 18],
    ] as const)
      await compare(model, [1, 5, height, width]);
  });
});

describe('what no net has', () => {
  const refused = (nodes: readonly WrittenNode[], constants: WrittenModel['constants'] = wide) =>
    own.load(writeModel({ nodes, constants, input: [1, 5, 7, 9], outputs: ['output'] }));
  it.each([
    ["operator 'Tanh'", [node('Tanh', ['input'], 'output')]],
    ["operator 'toString'", [node('toString', ['input'], 'output')]],
    ['Transpose to [0,1,3,2]', [node('Transpose', ['input'], 'output', { perm: [0, 1, 3, 2] })]],
    ['auto_pad SAME_UPPER', [node('Conv', ['input', 'weights'], 'output', { auto_pad: 'SAME_UPPER' })]],
    ['Conv with 5 groups', [node('Conv', ['input', 'grouped'], 'output', { group: 5 })]],
    ['Conv with weights of [6,5,1,1]', [node('Conv', ['input', 'weights'], 'output', { group: 2 })]],
    ['does not fit', [node('Conv', ['input', 'tall'], 'output')]],
    ['ceil_mode 1', [node('MaxPool', ['input'], 'output', { kernel_shape: [2, 2], ceil_mode: 1 })]],
    [
      'nothing but padding',
      [node('MaxPool', ['input'], 'output', { kernel_shape: [2, 2], pads: [2, 0, 0, 0] })],
    ],
    ['strides [0,1]', [node('MaxPool', ['input'], 'output', { kernel_shape: [2, 2], strides: [0, 1] })]],
    ['Add of', [first, node('Add', ['first', 'input'], 'output')]],
    ['Mul of', [first, node('Mul', ['first', 'input'], 'output')]],
    ["'nothing' is used before", [node('Relu', ['nothing'], 'output')]],
    ["'output' is used before", [node('Relu', ['input'], 'other')]],
    ['cannot become', [node('Reshape', ['input', 'shape'], 'output')]],
    ["Resize with mode 'cubic'", [node('Resize', ['input', '', 'scales'], 'output', { mode: 'cubic' })]],
    ["'slopes' is no constant of whole", [node('Pad', ['input', 'slopes'], 'output')]],
    ['Concat along 4', [node('Concat', ['input', 'input'], 'output', { axis: 4 })]],
    ['no constant of floats', [node('PRelu', ['input', 'input'], 'output')]],
  ])('is refused: %s', async (message, nodes) => {
    const constants = {
      ...wide,
      grouped: floats([10, 1, 1, 1]),
      tall: floats([1, 5, 8, 1]),
      shape: numbers(1, 4),
      scales: { dims: [4], values: Float32Array.of(1, 1, 2, 2) },
    };
    const error = await refused(nodes, constants).then(
      () => undefined,
      (reason) => reason,
    );
    expect(error).toMatchObject({ type: 'model_invalid' });
    expect(error.message).toContain(message);
  });
});
