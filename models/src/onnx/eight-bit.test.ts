import { describe, expect, it } from 'vitest';
import { decodeOnnx, encodeOnnx } from './codec.ts';
import { storeInEightBits } from './eight-bit.ts';
import { createEvaluate } from './evaluate.ts';
import { type Graph, int, ints } from './graph.ts';

/** One convolution of 16 channels to 32, then one of a filter per channel. */
function network(scaleOf: (channel: number) => number): Graph {
  const weights = Float32Array.from({ length: 32 * 16 }, (_, i) =>
    Math.fround(Math.sin(i * 12.9898) * scaleOf(Math.floor(i / 16))),
  );
  const plain = { kernel_shape: ints(1, 1), strides: ints(1, 1), pads: ints(0, 0, 0, 0) };
  return {
    name: 'two layers',
    opset: 12,
    nodes: [
      {
        op: 'Conv',
        inputs: ['input', 'weights'],
        outputs: ['mixed'],
        attributes: { ...plain, group: int(1) },
      },
      {
        op: 'Conv',
        inputs: ['mixed', 'filters'],
        outputs: ['output'],
        attributes: { ...plain, kernel_shape: ints(3, 3), group: int(32) },
      },
    ],
    constants: new Map([
      ['weights', { dims: [32, 16, 1, 1], data: weights }],
      ['filters', { dims: [32, 1, 3, 3], data: Float32Array.from({ length: 288 }, (_, i) => Math.cos(i)) }],
    ]),
    inputs: [{ name: 'input', shape: [1, 16, 5, 5] }],
    outputs: [{ name: 'output', shape: [1, 32, 3, 3] }],
  };
}

const input = {
  dims: [1, 16, 5, 5],
  data: Float32Array.from({ length: 400 }, (_, i) => Math.sin(i * 0.7)),
};

async function answers(graph: Graph): Promise<Float32Array> {
  const evaluate = await createEvaluate();
  return (await evaluate(encodeOnnx(graph), { input })).output!.data as Float32Array;
}

describe('storeInEightBits', () => {
  it('gives the same up to rounding, each channel on a scale of its own', async () => {
    // Channels from 0.001 to 1000 in size: one scale for all would wipe out most of them.
    const graph = network((channel) => 10 ** ((channel % 7) - 3));
    const [exact, rounded] = [await answers(graph), await answers(storeInEightBits(graph))];
    for (let channel = 0; channel < 32; channel++) {
      const [from, to] = [channel * 9, channel * 9 + 9];
      const size = Math.max(...exact.subarray(from, to).map(Math.abs));
      for (let i = from; i < to; i++) expect(Math.abs(rounded[i]! - exact[i]!) / size).toBeLessThan(0.05);
    }
    expect(rounded).not.toEqual(exact);
  });

  it('stores a byte for each weight, and leaves filters of single channels as they are', () => {
    const { constants } = decodeOnnx(encodeOnnx(storeInEightBits(network(() => 1))));
    const kinds = [...constants].map(([name, { data }]) => [name, data.constructor.name, data.length]);
    expect(kinds).toEqual([
      ['filters', 'Float32Array', 288],
      ['weights/eight-bit', 'Int8Array', 512],
      ['weights/scale', 'Float32Array', 32],
    ]);
  });

  it('keeps a channel of zeros', async () => {
    const graph = network((channel) => (channel === 3 ? 0 : 1));
    expect([...(await answers(storeInEightBits(graph))).subarray(27, 36)].every((value) => value === 0)).toBe(
      true,
    );
  });
});
