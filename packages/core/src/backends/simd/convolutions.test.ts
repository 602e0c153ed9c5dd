/** Convolutions of every size, stride, padding and dilation answer what onnxruntime-web's do. */
import { describe, expect, it } from 'vitest';
import { compare, floats, node, own } from '../../testing/compare-operators.ts';
import { type WrittenModel, type WrittenNode, writeModel } from '../../testing/onnx-writer.ts';
import { elementType } from '../onnx-message.ts';
import { count } from './onnx-graph.ts';

interface Convolution {
  readonly input: readonly number[];
  readonly weights: readonly number[];
  readonly attributes?: NonNullable<WrittenNode['attributes']>;
  readonly bias?: boolean;
}

const convolution = ({ input, weights, attributes = {}, bias = true }: Convolution): WrittenModel => ({
  nodes: [node('Conv', ['input', 'weights', ...(bias ? ['bias'] : [])], 'output', attributes)],
  constants: { weights: floats(weights), ...(bias ? { bias: floats([weights[0]!], 5) } : {}) },
  input,
  outputs: ['output'],
});

/** Height and width. */
const sizes = [
  [1, 1],
  [2, 3],
  [7, 5],
  [13, 18],
] as const;

describe('Conv over all channels', () => {
  const pointwise = sizes.flatMap(([height, width]) =>
    [1, 3, 4, 7, 16].flatMap((inputs) =>
      [1, 4, 5, 8, 12, 17].map((outputs) => [height, width, inputs, outputs]),
    ),
  );
  it('multiplies pixels of any number by matrices of any size', async () => {
    for (const [height, width, inputs, outputs] of pointwise) {
      await compare(
        convolution({ input: [1, inputs!, height!, width!], weights: [outputs!, inputs!, 1, 1] }),
      );
    }
  });

  it.each([
    { input: [1, 3, 13, 18], weights: [5, 3, 3, 3], attributes: { pads: [1, 1, 1, 1], strides: [2, 2] } },
    { input: [1, 3, 13, 18], weights: [16, 3, 3, 3], attributes: { pads: [0, 0, 1, 1], strides: [2, 2] } },
    { input: [1, 5, 9, 7], weights: [3, 5, 3, 3], attributes: { pads: [2, 2, 2, 2], dilations: [2, 2] } },
    { input: [1, 8, 9, 7], weights: [9, 8, 3, 3], attributes: { pads: [5, 5, 5, 5], dilations: [5, 5] } },
    { input: [1, 6, 11, 4], weights: [4, 6, 1, 5], attributes: { pads: [0, 3, 0, 1], strides: [3, 1] } },
    { input: [1, 4, 8, 9], weights: [4, 4, 1, 1], attributes: { strides: [2, 3] } },
    { input: [1, 4, 2, 2], weights: [4, 4, 1, 1], attributes: { pads: [1, 2, 3, 4] } },
    { input: [1, 32, 3, 3], weights: [21, 32, 3, 3], attributes: { strides: [3, 3] } },
    { input: [1, 5, 3, 3], weights: [6, 5, 3, 3] },
    { input: [1, 40, 17, 15], weights: [12, 40, 3, 3], attributes: { pads: [1, 1, 1, 1] }, bias: false },
  ])('sees the neighbourhoods of $weights, $attributes', (each) => compare(convolution(each)));
});

describe('weights that a file holds in fewer bits', () => {
  const sides = [1, 3, 4, 7, 8, 16].flatMap((inputs) =>
    [1, 4, 5, 8, 12, 17].map((outputs) => [outputs, inputs]),
  );
  const cases = sides.flatMap(([outputs = 0, inputs = 0]) => [
    { weights: [outputs, inputs, 1, 1], input: [1, inputs, 2, 3], attributes: {} },
    { weights: [outputs, inputs, 3, 3], input: [1, inputs, 3, 4], attributes: {} },
    { weights: [inputs, 1, 3, 3], input: [1, inputs, 3, 4], attributes: { group: inputs } },
  ]);

  it('of 16 are what they stand for', async () => {
    for (const { weights, input, attributes } of cases) {
      // Numbers of either sign around 1, and none.
      const halves = Uint16Array.from({ length: count(weights) }, (_, i) =>
        i % 11 === 0 ? 0x8000 : (i % 3 === 0 ? 0xb800 : 0x3800) + ((i * 37) % 0x800),
      );
      await compare({
        nodes: [
          node('Cast', ['halves'], 'weights', { to: elementType.float32 }),
          node('Conv', ['input', 'weights'], 'output', attributes),
        ],
        constants: { halves: { dims: weights, values: halves } },
        input,
        outputs: ['output'],
      });
    }
  });

  it('of 8 are multiplied by the scale of their channel', async () => {
    for (const { weights, input, attributes } of cases) {
      const bytes = Int8Array.from({ length: count(weights) }, (_, i) => ((i * 37) % 255) - 127);
      const [outputs = 0] = weights;
      const scales = floats([outputs, 1, 1, 1]);
      await compare({
        nodes: [
          node('Cast', ['bytes'], 'wide', { to: elementType.float32 }),
          node('Mul', ['wide', 'scales'], 'weights'),
          node('Conv', ['input', 'weights'], 'output', attributes),
        ],
        constants: { bytes: { dims: weights, values: bytes }, scales },
        input,
        outputs: ['output'],
      });
    }
  });

  it.each([
    ['scaled by another side', [1, 4, 1, 1]],
    ['scaled by fewer sides', [4, 1, 1]],
  ])('are refused, %s', async (_, dims) => {
    const model = writeModel({
      nodes: [
        node('Cast', ['bytes'], 'wide', { to: elementType.float32 }),
        node('Mul', ['wide', 'scales'], 'weights'),
        node('Conv', ['input', 'weights'], 'output'),
      ],
      constants: { bytes: { dims: [4, 4, 1, 1], values: new Int8Array(16) }, scales: floats(dims) },
      input: [1, 4, 2, 2],
      outputs: ['output'],
    });
    await expect(own.load(model)).rejects.toMatchObject({ type: 'model_invalid' });
  });
});

describe('Conv of each channel by itself', () => {
  const kernels = [
    { kernel: [3, 3], pads: [1, 1, 1, 1] },
    { kernel: [3, 3], pads: [0, 0, 0, 0] },
    { kernel: [3, 3], pads: [0, 0, 1, 1] },
    { kernel: [3, 3], pads: [2, 2, 2, 2] },
    { kernel: [5, 5], pads: [2, 2, 2, 2] },
    { kernel: [1, 3], pads: [0, 1, 0, 1] },
    { kernel: [3, 1], pads: [0, 4, 3, 0] },
    { kernel: [2, 4], pads: [1, 2, 0, 1] },
  ];
  const cases = kernels.flatMap((kernel) => [1, 2, 3].map((stride) => ({ ...kernel, stride })));
  it.each(cases)('by $kernel, pads $pads, stride $stride', async ({ kernel, pads, stride }) => {
    const [tall = 0, wide = 0] = kernel;
    for (const [height, width] of [...sizes, [3, 3], [8, 8]] as const) {
      if (height + pads[0]! + pads[2]! < tall || width + pads[1]! + pads[3]! < wide) continue;
      for (const channels of [2, 4, 7, 16]) {
        const attributes = { group: channels, pads, strides: [stride, stride] };
        await compare(
          convolution({
            input: [1, channels, height, width],
            weights: [channels, 1, tall, wide],
            attributes,
          }),
        );
      }
    }
  });

  it.each([
    {
      input: [1, 6, 11, 9],
      weights: [6, 1, 3, 3],
      attributes: { group: 6, dilations: [2, 3], pads: [2, 3, 2, 3] },
    },
    {
      input: [1, 6, 11, 9],
      weights: [6, 1, 3, 3],
      attributes: { group: 6, dilations: [2, 1], strides: [1, 2] },
    },
    { input: [1, 12, 8, 8], weights: [12, 1, 8, 8], attributes: { group: 12 } },
  ])('$attributes', (each) => compare(convolution(each)));
});
