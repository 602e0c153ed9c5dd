/** Dead channels leave, what they left behind stays: judged by the runtime. */
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeOnnx } from './codec.ts';
import { dropDeadChannels } from './dead-channels.ts';
import { createEvaluate } from './evaluate.ts';
import { type ConstantTensor, type Graph, int, ints, type Node } from './graph.ts';
import type { Evaluate } from './simplify.ts';

let evaluate: Evaluate;
beforeAll(async () => {
  evaluate = await createEvaluate();
});

const wave = (seed: number, ...dims: number[]): ConstantTensor => ({
  dims,
  data: Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * 3.7 + seed)),
});
const node = (op: string, inputs: string[], output: string, attributes: Node['attributes'] = {}): Node => ({
  op,
  inputs,
  outputs: [output],
  attributes,
});
const input = wave(9, 1, 3, 6, 6);
const inner = 8;

/** Two bottlenecks in a row over 3 x 6 x 6, each 3 → 8 → 3 channels; the end of the first begins the second. */
function bottleneck(): Graph {
  const padded = { pads: ints(1, 1, 1, 1), kernel_shape: ints(3, 3), group: int(inner) };
  return {
    name: 'bottleneck',
    opset: 9,
    nodes: [
      node('Conv', ['in', 'widen', 'widen/shift'], 'wide'),
      node('PRelu', ['wide', 'slope'], 'wide/active'),
      node('Conv', ['wide/active', 'filter', 'filter/shift'], 'filtered', padded),
      node('Relu', ['filtered'], 'filtered/active'),
      node('Conv', ['filtered/active', 'narrow', 'narrow/shift'], 'out'),
    ],
    constants: new Map([
      ['widen', wave(1, inner, 3, 1, 1)],
      ['widen/shift', wave(2, inner)],
      ['slope', wave(3, inner, 1, 1)],
      ['filter', wave(4, inner, 1, 3, 3)],
      ['filter/shift', wave(5, inner)],
      ['narrow', wave(6, 3, inner, 1, 1)],
      ['narrow/shift', wave(7, 3)],
    ]),
    inputs: [{ name: 'in', shape: [1, 3, 6, 6] }],
    outputs: [{ name: 'out', shape: [1, 3, 6, 6] }],
  };
}

/** Multiplies what belongs to one channel along the first axis, or the second. */
function fade(graph: Graph, name: string, channel: number, factor: number, axis: 0 | 1 = 0): void {
  const { dims, data } = graph.constants.get(name)!;
  const step = data.length / (axis === 0 ? dims[0]! : dims[0]! * dims[1]!);
  for (let i = 0; i < data.length; i++) {
    const index = Math.floor(i / step);
    if ((axis === 0 ? index : index % dims[1]!) === channel) (data as Float32Array)[i]! *= factor;
  }
}

async function answers(graph: Graph): Promise<number[]> {
  const { out } = await evaluate(encodeOnnx(graph), { in: input });
  return Array.from(out!.data, Number);
}

async function expectSame(graph: Graph, smaller: Graph): Promise<void> {
  const [before, after] = [await answers(graph), await answers(smaller)];
  for (const [index, value] of after.entries()) expect(value).toBeCloseTo(before[index]!, 4);
}

const widths = (graph: Graph) =>
  graph.nodes.filter(({ op }) => op === 'Conv').map(({ inputs }) => graph.constants.get(inputs[1]!)!.dims[0]);

describe('dropDeadChannels', () => {
  it('leaves a graph alone in which every channel counts', () => {
    const graph = bottleneck();
    expect(dropDeadChannels(graph)).toBe(graph);
  });

  it('drops channels that nothing enters, and keeps the constant that their filter adds', async () => {
    const graph = bottleneck();
    for (const channel of [2, 5]) {
      fade(graph, 'widen', channel, 1e-7);
      fade(graph, 'widen/shift', channel, 1e-7);
    }
    const smaller = dropDeadChannels(graph);
    expect(widths(smaller)).toEqual([6, 6, 3]);
    await expectSame(graph, smaller);
  });

  it.each([
    ['nothing leaves', 'narrow', 1],
    ['no filter lets through', 'filter', 0],
  ] as const)('drops channels that %s', async (_, name, axis) => {
    const graph = bottleneck();
    fade(graph, name, 3, 1e-7, axis);
    const smaller = dropDeadChannels(graph);
    expect(widths(smaller)).toEqual([7, 7, 3]);
    await expectSame(graph, smaller);
  });

  it('keeps a channel that only its shift keeps alive: the edge of the picture shows it', async () => {
    const graph = bottleneck();
    fade(graph, 'widen', 4, 0);
    expect(dropDeadChannels(graph)).toBe(graph);
  });

  it('keeps what another reader or an output needs', () => {
    const graph = bottleneck();
    fade(graph, 'narrow', 3, 0, 1);
    const seen = { ...graph, outputs: [...graph.outputs, { name: 'filtered', shape: [1, inner, 6, 6] }] };
    expect(dropDeadChannels(seen)).toBe(seen);
  });

  it('follows a layer that ends one block and begins the next', async () => {
    const graph = bottleneck();
    const chained: Graph = {
      ...graph,
      nodes: [
        ...graph.nodes.slice(0, -1),
        node('Conv', ['filtered/active', 'narrow', 'narrow/shift'], 'middle'),
        node('Conv', ['middle', 'filter2', 'filter2/shift'], 'filtered2', {
          kernel_shape: ints(1, 1),
          group: int(3),
        }),
        node('Conv', ['filtered2', 'narrow2', 'narrow2/shift'], 'out'),
      ],
      constants: new Map([
        ...graph.constants,
        ['filter2', wave(8, 3, 1, 1, 1)],
        ['filter2/shift', wave(9, 3)],
        ['narrow2', wave(10, 2, 3, 1, 1)],
        ['narrow2/shift', wave(11, 2)],
      ]),
      outputs: [{ name: 'out', shape: [1, 2, 6, 6] }],
    };
    fade(chained, 'filter', 6, 1e-7);
    fade(chained, 'narrow2', 1, 1e-7, 1);
    const smaller = dropDeadChannels(chained);
    expect(widths(smaller)).toEqual([7, 7, 2, 2, 2]);
    await expectSame(chained, smaller);
  });
});
