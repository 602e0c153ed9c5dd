/** The converter against worked examples: small TFLite files, and TFLite's arithmetic done by hand in NHWC. */
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeOnnx } from '../onnx/codec.ts';
import { createEvaluate } from '../onnx/evaluate.ts';
import type { Evaluate } from '../onnx/simplify.ts';
import { readTflite } from './read.ts';
import { convertTflite, permute } from './to-onnx.ts';
import { type Plan, writeTflite } from './write.ts';

let evaluate: Evaluate;
beforeAll(async () => {
  evaluate = await createEvaluate();
});

/** A feature map in NHWC, batch of one. */
interface Map3 {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Numbers that are no pattern a wrong axis order could hide in. */
function values(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) =>
    Math.fround(Math.sin(index * 12.9898 + seed * 78.233)),
  );
}

function map3(height: number, width: number, channels: number, seed = 1): Map3 {
  return { height, width, channels, data: values(height * width * channels, seed) };
}

/** Converts a plan with one input and one output and runs it. */
async function run(plan: Plan, input: Map3): Promise<Float32Array> {
  const graph = convertTflite(readTflite(writeTflite(plan)));
  const [name, result] = [graph.inputs[0]!.name, graph.outputs[0]!.name];
  const nchw = permute(input.data, [1, input.height, input.width, input.channels], [0, 3, 1, 2]);
  const outputs = await evaluate(encodeOnnx(graph), { [name]: nchw });
  expect(outputs[result]!.dims).toEqual(graph.outputs[0]!.shape);
  const { dims, data } = outputs[result]!;
  return permute(data as Float32Array, dims, [0, 2, 3, 1]).data as Float32Array;
}

function expectClose(found: Float32Array, wanted: ArrayLike<number>): void {
  expect(found.length).toBe(wanted.length);
  for (const [index, value] of found.entries()) expect(value).toBeCloseTo(wanted[index]!, 4);
}

/** TFLite's SAME padding: output = ceil(input / stride), the odd row or column of padding comes last. */
function samePadding(size: number, kernel: number, stride: number): { out: number; before: number } {
  const out = Math.ceil(size / stride);
  return { out, before: Math.floor(Math.max((out - 1) * stride + kernel - size, 0) / 2) };
}

/** Convolution in NHWC with OHWI weights (`depthwise`: 1HWO), by its definition. */
function convolve(
  input: Map3,
  weights: Float32Array,
  bias: Float32Array,
  kernel: number,
  stride: number,
  depthwise: boolean,
): Float32Array {
  const outputs = bias.length;
  const rows = samePadding(input.height, kernel, stride);
  const columns = samePadding(input.width, kernel, stride);
  const result = new Float32Array(rows.out * columns.out * outputs);
  for (let y = 0; y < rows.out; y++) {
    for (let x = 0; x < columns.out; x++) {
      for (let o = 0; o < outputs; o++) {
        let sum = bias[o]!;
        for (let ky = 0; ky < kernel; ky++) {
          for (let kx = 0; kx < kernel; kx++) {
            const [row, column] = [y * stride + ky - rows.before, x * stride + kx - columns.before];
            if (row < 0 || column < 0 || row >= input.height || column >= input.width) continue;
            for (let c = depthwise ? o : 0; c < (depthwise ? o + 1 : input.channels); c++) {
              const weight = depthwise
                ? (ky * kernel + kx) * outputs + o
                : ((o * kernel + ky) * kernel + kx) * input.channels + c;
              sum += weights[weight]! * input.data[(row * input.width + column) * input.channels + c]!;
            }
          }
        }
        result[(y * columns.out + x) * outputs + o] = sum;
      }
    }
  }
  return result;
}

function convolutionPlan(
  input: Map3,
  depthwise: boolean,
  kernel: number,
  stride: number,
  outputs: number,
  activation = 0,
): { plan: Plan; weights: Float32Array; bias: Float32Array } {
  const shape = depthwise ? [1, kernel, kernel, outputs] : [outputs, kernel, kernel, input.channels];
  const weights = values(
    shape.reduce((a, b) => a * b),
    2,
  );
  const bias = values(outputs, 3);
  const [height, width] = [input.height, input.width].map((size) => samePadding(size, kernel, stride).out);
  const plan: Plan = {
    tensors: [
      { name: 'in', shape: [1, input.height, input.width, input.channels] },
      { name: 'weights', shape, data: weights },
      { name: 'bias', shape: [outputs], data: bias },
      { name: 'out', shape: [1, height!, width!, outputs] },
    ],
    operators: [
      {
        code: depthwise ? 4 : 3,
        inputs: [0, 1, 2],
        output: 3,
        options: depthwise
          ? [
              ['int8', 0],
              ['int32', stride],
              ['int32', stride],
              ['int32', 1],
              ['int8', activation],
            ]
          : [
              ['int8', 0],
              ['int32', stride],
              ['int32', stride],
              ['int8', activation],
            ],
      },
    ],
    inputs: [0],
    outputs: [3],
  };
  return { plan, weights, bias };
}

describe('convertTflite', () => {
  it.each([
    { kernel: 3, stride: 1, height: 5, width: 7 },
    { kernel: 3, stride: 2, height: 6, width: 8 },
    { kernel: 3, stride: 2, height: 5, width: 7 },
    { kernel: 5, stride: 2, height: 9, width: 6 },
  ])(
    'convolves $kernel×$kernel over $height×$width with stride $stride',
    async ({ kernel, stride, height, width }) => {
      const input = map3(height, width, 3);
      const { plan, weights, bias } = convolutionPlan(input, false, kernel, stride, 4);
      expectClose(await run(plan, input), convolve(input, weights, bias, kernel, stride, false));
    },
  );

  it.each([1, 2])('convolves each channel alone with stride %i', async (stride) => {
    const input = map3(6, 8, 5);
    const { plan, weights, bias } = convolutionPlan(input, true, 3, stride, 5);
    expectClose(await run(plan, input), convolve(input, weights, bias, 3, stride, true));
  });

  it('applies the activation of an operator', async () => {
    const input = map3(4, 4, 2);
    const { plan, weights, bias } = convolutionPlan(input, false, 3, 1, 3, 1);
    const wanted = convolve(input, weights, bias, 3, 1, false).map((value) => Math.max(value, 0));
    expectClose(await run(plan, input), wanted);
  });

  it('cuts off what is below zero', async () => {
    const input = map3(2, 3, 4);
    const plan: Plan = {
      tensors: [
        { name: 'in', shape: [1, 2, 3, 4] },
        { name: 'out', shape: [1, 2, 3, 4] },
      ],
      operators: [{ code: 19, inputs: [0], output: 1 }],
      inputs: [0],
      outputs: [1],
    };
    expectClose(
      await run(plan, input),
      input.data.map((value) => Math.max(value, 0)),
    );
  });

  // One row of two pixels, 10 and 30, twice as wide: where the four new ones lie among the old ones, by TFLite's rules.
  it.each([
    { rule: 'origins on each other', corners: 0, half: 0, wanted: [10, 20, 30, 30] },
    { rule: 'half pixels on each other', corners: 0, half: 1, wanted: [10, 15, 25, 30] },
    { rule: 'corners on each other', corners: 1, half: 0, wanted: [10, 50 / 3, 70 / 3, 30] },
  ])('doubles rows and columns with $rule', async ({ corners, half, wanted }) => {
    const plan: Plan = {
      tensors: [
        { name: 'in', shape: [1, 1, 2, 1] },
        { name: 'size', shape: [2], data: Int32Array.of(2, 4) },
        { name: 'out', shape: [1, 2, 4, 1] },
      ],
      operators: [
        {
          code: 23,
          inputs: [0, 1],
          output: 2,
          options: [
            ['int32', 0],
            ['int32', 0],
            ['int8', corners],
            ['int8', half],
          ],
        },
      ],
      inputs: [0],
      outputs: [2],
    };
    const input = { height: 1, width: 2, channels: 1, data: Float32Array.of(10, 30) };
    expectClose(await run(plan, input), [...wanted, ...wanted]);
  });

  it('lays out rows, columns and channels in one row as TFLite does', async () => {
    const plan: Plan = {
      tensors: [
        { name: 'in', shape: [1, 2, 3, 4] },
        { name: 'shape', shape: [3], data: Int32Array.of(1, 6, 4) },
        { name: 'out', shape: [1, 6, 4] },
      ],
      operators: [{ code: 22, inputs: [0, 1], output: 2 }],
      inputs: [0],
      outputs: [2],
    };
    const graph = convertTflite(readTflite(writeTflite(plan)));
    const input = map3(2, 3, 4);
    const nchw = permute(input.data, [1, 2, 3, 4], [0, 3, 1, 2]);
    const { out } = await evaluate(encodeOnnx(graph), { in: nchw });
    expect(graph.outputs).toEqual([{ name: 'out', shape: [1, 6, 4] }]);
    expect(out!.data).toEqual(input.data);
  });

  it('takes the slope of PReLU by channel', async () => {
    const input = map3(2, 3, 4);
    const slope = values(4, 5);
    const plan: Plan = {
      tensors: [
        { name: 'in', shape: [1, 2, 3, 4] },
        { name: 'slope', shape: [1, 1, 4], data: slope },
        { name: 'out', shape: [1, 2, 3, 4] },
      ],
      operators: [{ code: 54, inputs: [0, 1], output: 2 }],
      inputs: [0],
      outputs: [2],
    };
    expectClose(
      await run(plan, input),
      input.data.map((value, index) => (value < 0 ? value * slope[index % 4]! : value)),
    );
  });

  it('adds channels of zeros, pools and sums as the downsampling blocks of FaceMesh do', async () => {
    const input = map3(4, 4, 2);
    const pads = Int32Array.of(0, 0, 0, 0, 0, 0, 0, 1);
    const plan: Plan = {
      tensors: [
        { name: 'in', shape: [1, 4, 4, 2] },
        { name: 'pooled', shape: [1, 2, 2, 2] },
        { name: 'pads', shape: [4, 2], data: pads },
        { name: 'padded', shape: [1, 2, 2, 3] },
        { name: 'out', shape: [1, 2, 2, 3] },
      ],
      operators: [
        {
          code: 17,
          inputs: [0],
          output: 1,
          options: [
            ['int8', 1],
            ['int32', 2],
            ['int32', 2],
            ['int32', 2],
            ['int32', 2],
          ],
        },
        { code: 34, inputs: [1, 2], output: 3 },
        { code: 0, inputs: [3, 3], output: 4 },
      ],
      inputs: [0],
      outputs: [4],
    };
    const wanted = [0, 1].flatMap((y) =>
      [0, 1].flatMap((x) =>
        [0, 1, 2].map((c) =>
          c === 2
            ? 0
            : 2 *
              Math.max(
                ...[0, 1].flatMap((j) =>
                  [0, 1].map((i) => input.data[((2 * y + j) * 4 + 2 * x + i) * 2 + c]!),
                ),
              ),
        ),
      ),
    );
    expectClose(await run(plan, input), wanted);
  });

  it('reads weights that are kept as half floats behind a dequantize', async () => {
    const input = map3(1, 1, 2);
    const plan: Plan = {
      tensors: [
        { name: 'in', shape: [1, 1, 1, 2] },
        { name: 'half', shape: [1, 1, 1, 2], data: Uint16Array.of(0x3e00, 0xc100) },
        { name: 'weights', shape: [1, 1, 1, 2] },
        { name: 'bias', shape: [1], data: Float32Array.of(0.25) },
        { name: 'out', shape: [1, 1, 1, 1] },
      ],
      operators: [
        { code: 6, inputs: [1], output: 2 },
        {
          code: 3,
          inputs: [0, 2, 3],
          output: 4,
          options: [
            ['int8', 1],
            ['int32', 1],
            ['int32', 1],
            ['int8', 0],
          ],
        },
      ],
      inputs: [0],
      outputs: [4],
    };
    expectClose(await run(plan, input), [1.5 * input.data[0]! - 2.5 * input.data[1]! + 0.25]);
  });

  it('refuses what it does not know, by name', () => {
    const plan = (code: number, options: Plan['operators'][number]['options'] = []): Plan => ({
      tensors: [
        { name: 'in', shape: [1, 1, 1, 1] },
        { name: 'out', shape: [1, 1, 1, 1] },
      ],
      operators: [{ code, inputs: [0, 0], output: 1, options }],
      inputs: [0],
      outputs: [1],
    });
    expect(() => readTflite(writeTflite(plan(99)))).toThrow('TFLite operator 99');
    expect(() => readTflite(writeTflite(plan(0, [['int8', 4]])))).toThrow('activation 4');
    expect(() => readTflite(new TextEncoder().encode('not a network'))).toThrow('TFL3');
    expect(() => convertTflite(readTflite(writeTflite(plan(54))))).toThrow('"in" is computed');
  });
});
