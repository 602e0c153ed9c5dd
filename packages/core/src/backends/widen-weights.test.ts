/** Weights that core widens and weights that onnxruntime widens give the same bits, be they of 16 or of 8. */
import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tensor } from '../contract/ports.ts';
import { modelFile } from '../testing/files.ts';
import { widenWeights } from './widen-weights.ts';

const text = (value: string) => [...new TextEncoder().encode(value)];
const number = (field: number, value: number) => [field << 3, value];
/** A field that holds bytes, under 16 384 of them. */
const bytes = (field: number, content: readonly number[]) => [
  (field << 3) | 2,
  ...(content.length < 128 ? [content.length] : [(content.length & 0x7f) | 0x80, content.length >> 7]),
  ...content,
];
const float32 = 1;
const float16 = 10;

/** Half-precision numbers: both zeros, the least subnormal, the largest of either kind, a third, the least normal. */
const halves = [0x0000, 0x8000, 0x0001, 0x83ff, 0x7bff, 0xfbff, 0x3555, 0x0400];
const values = [0, -0, 2 ** -24, -1023 * 2 ** -24, 65504, -65504, 0.333251953125, 2 ** -14];

/** An ONNX file that copies the weights w to its output; its input only sets a shape that nobody needs. */
function file(): Uint8Array {
  const value = (name: string, length: number) => [
    ...bytes(1, text(name)),
    ...bytes(2, bytes(1, [...number(1, float32), ...bytes(2, bytes(1, number(1, length)))])),
  ];
  const cast = bytes(5, [...bytes(1, text('to')), ...number(3, float32), 0xa0, 0x01, 2]);
  const node = (inputs: string[], output: string, operator: string, attribute: number[] = []) => [
    ...inputs.flatMap((input) => bytes(1, text(input))),
    ...bytes(2, text(output)),
    ...bytes(4, text(operator)),
    ...attribute,
  ];
  const weights = [
    ...number(1, halves.length),
    ...number(2, float16),
    ...bytes(8, text('w/half')),
    ...bytes(
      9,
      halves.flatMap((bits) => [bits & 0xff, bits >> 8]),
    ),
  ];
  const graph = [
    ...bytes(1, node(['w/half'], 'w', 'Cast', cast)),
    ...bytes(1, node(['w', 'in'], 'out', 'Mul')),
    ...bytes(2, text('weights')),
    ...bytes(5, weights),
    ...bytes(11, value('in', 1)),
    ...bytes(12, value('out', halves.length)),
  ];
  return Uint8Array.from([...number(1, 7), ...bytes(7, graph), ...bytes(8, number(2, 13))]);
}

const one: Tensor = { data: Float32Array.of(1), dims: [1] };
/** A Buffer, as the sources of Node give it: its `slice` is no copy. */
const built = (name: string) => modelFile(`${name}.onnx`);

describe('widenWeights', () => {
  beforeAll(() => {
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
  });

  /** Runs a file as it stands, onnxruntime widening what there is to widen. */
  async function run(bytes: Uint8Array, inputs: Readonly<Record<string, Tensor>>) {
    const session = await ort.InferenceSession.create(bytes);
    const feeds = Object.entries(inputs).map(([name, { data, dims }]) => [
      name,
      new ort.Tensor('float32', data, dims),
    ]);
    const results = await session.run(Object.fromEntries(feeds));
    await session.release();
    return Object.entries(results).map(([name, { data, dims }]) => ({ name, data, dims }));
  }

  it('gives every kind of number its value, and the runtime nothing to widen', async () => {
    const wide = widenWeights(file());
    expect(new TextDecoder().decode(wide)).not.toContain('Cast');
    const [out] = await run(wide, { in: one });
    expect(Array.from(out!.data as Float32Array)).toEqual(values);
    expect([out]).toEqual(await run(file(), { in: one }));
  });

  it('answers a file without such weights as it is', () => {
    const wide = widenWeights(file());
    expect(widenWeights(wide)).toBe(wide);
  });

  it.each([
    ['face-landmarker', 192],
    ['spoof-net', 128],
    ['obstruction-net', 128],
    ['person-net', 112],
    ['full-range-face-detector', 96],
  ])('leaves every bit of what %s answers', async (name, side) => {
    const input: Tensor = {
      data: Float32Array.from({ length: 3 * side * side }, (_, i) => Math.abs(Math.sin(i * 12.9898))),
      dims: [1, 3, side, side],
    };
    const wide = widenWeights(built(name));
    expect(wide.length).toBeGreaterThan(1.8 * built(name).length);
    expect(await run(wide, { input })).toEqual(await run(built(name), { input }));
  });

  it('refuses what is no message of fields', () => {
    expect(() => widenWeights(Uint8Array.of(0x3b))).toThrow('no ONNX file');
    expect(() => widenWeights(Uint8Array.of(0x08, 0xff))).toThrow('ends inside a number');
  });
});
