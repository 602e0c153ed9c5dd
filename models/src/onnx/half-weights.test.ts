import { beforeAll, describe, expect, it } from 'vitest';
import { decodeOnnx, encodeOnnx } from './codec.ts';
import { createEvaluate } from './evaluate.ts';
import type { Graph } from './graph.ts';
import { halveWeights } from './half-weights.ts';
import type { Evaluate } from './simplify.ts';

let evaluate: Evaluate;
beforeAll(async () => {
  evaluate = await createEvaluate();
});

const count = 200;
const exact = Float32Array.from({ length: count }, (_, i) => (i - 100) / 64);
const uneven = Float32Array.from({ length: count }, (_, i) => Math.sin(i));
const short = Float32Array.of(1, 2, 3);

/** in + exact, in + uneven, in x short. */
const graph: Graph = {
  name: 'sums',
  opset: 13,
  nodes: [
    { op: 'Add', inputs: ['in', 'exact'], outputs: ['first'], attributes: {} },
    { op: 'Add', inputs: ['in', 'uneven'], outputs: ['second'], attributes: {} },
    { op: 'Mul', inputs: ['in', 'short'], outputs: ['third'], attributes: {} },
  ],
  constants: new Map([
    ['exact', { dims: [count], data: exact }],
    ['uneven', { dims: [count], data: uneven }],
    ['short', { dims: [3, 1], data: short }],
  ]),
  inputs: [{ name: 'in', shape: [1] }],
  outputs: [
    { name: 'first', shape: [count] },
    { name: 'second', shape: [count] },
    { name: 'third', shape: [3, 1] },
  ],
};
const zero = { in: { dims: [1], data: new Float32Array(1) } };

describe('halveWeights', () => {
  it('halves what loses nothing, and leaves the rest', async () => {
    const halved = halveWeights(graph, 'exact');
    expect([...halved.constants.keys()].sort()).toEqual(['exact/half', 'short', 'uneven']);
    const answers = await evaluate(encodeOnnx(halved), zero);
    expect(answers.first!.data).toEqual(exact);
    expect(answers.second!.data).toEqual(uneven);
  });

  it('rounds to the nearest where that is asked for', async () => {
    const halved = halveWeights(graph, 'nearest');
    expect([...halved.constants.keys()].sort()).toEqual(['exact/half', 'short', 'uneven/half']);
    const { first, second } = await evaluate(encodeOnnx(halved), zero);
    expect(first!.data).toEqual(exact);
    for (const [i, value] of uneven.entries()) {
      expect(Math.abs(Number(second!.data[i]) - value)).toBeLessThanOrEqual(2 ** -12);
    }
  });

  it('leaves alone what is too large for half precision', () => {
    const large = new Map([['exact', { dims: [count], data: exact.map((value) => value * 1e5) }]]);
    expect(halveWeights({ ...graph, constants: large }, 'nearest').constants).toEqual(large);
  });

  it('comes back from its file', () => {
    const halved = halveWeights(graph, 'nearest');
    expect(decodeOnnx(encodeOnnx(halved))).toEqual(halved);
  });
});
