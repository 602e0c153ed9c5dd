/** Takes out channels that training has shrunk to nothing: they cost as much as the others and change no answer. */
import { type Attribute, type ConstantTensor, type Graph, int, type Node } from './graph.ts';

/**
 * A channel is dead when it reaches the end of its block with less than this share of what the strongest one does.
 * Networks trained with weight decay have two kinds of channels, far apart: under 1e-4 and over 1e-2.
 */
const deadShare = 1e-4;

/** An inverted bottleneck, whose inner channels meet nobody else: widen, (activate,) filter each, (activate,) narrow. */
interface Block {
  readonly widen: Node;
  readonly filter: Node;
  readonly narrow: Node;
  /** PRelu or Relu, before and after `filter`. */
  readonly activations: readonly Node[];
  /** The activation after `filter`, which shapes what a dead channel leaves behind. */
  readonly last: Node | undefined;
}

/**
 * The same function, up to what the dead channels of each inverted bottleneck added to it.
 * @param share Of the strongest channel of a block: what has less is dead.
 */
export function dropDeadChannels(graph: Graph, share: number = deadShare): Graph {
  let current = graph;
  // One at a time: the layer that ends one block may begin the next.
  for (;;) {
    const { constants } = current;
    const block = findBlocks(current).find(
      (candidate) =>
        liveChannels(candidate, constants, share).length < weightsOf(candidate.widen, constants).dims[0]!,
    );
    if (block === undefined) return current;
    current = withoutDead(current, block, share);
  }
}

function withoutDead(graph: Graph, block: Block, share: number): Graph {
  const constants = new Map(graph.constants);
  const replaced = new Map(withChannels(block, liveChannels(block, constants, share), constants));
  return { ...graph, nodes: graph.nodes.map((node) => replaced.get(node) ?? node), constants };
}

function findBlocks(graph: Graph): Block[] {
  const users = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const name of node.inputs) users.set(name, [...(users.get(name) ?? []), node]);
  }
  const ends = new Set(graph.outputs.map(({ name }) => name));
  /** The only node that reads what `node` gives. */
  const after = (node: Node): Node | undefined => {
    const [name] = node.outputs;
    const readers = users.get(name!) ?? [];
    return readers.length === 1 && !ends.has(name!) && readers[0]!.inputs[0] === name
      ? readers[0]
      : undefined;
  };
  const afterActivation = (node: Node): { next: Node | undefined; activation: Node | undefined } => {
    const next = after(node);
    const activates = next?.op === 'Relu' || (next?.op === 'PRelu' && isPerChannel(graph, next));
    return activates ? { next: after(next!), activation: next } : { next, activation: undefined };
  };
  return graph.nodes.flatMap((widen) => {
    if (!isFullConv(graph, widen)) return [];
    const { next: filter, activation: first } = afterActivation(widen);
    if (!filter || !isDepthwise(graph, filter)) return [];
    const { next: narrow, activation: last } = afterActivation(filter);
    if (!narrow || !isFullConv(graph, narrow) || padded(narrow)) return [];
    const activations = [first, last].filter((node) => node !== undefined);
    return [{ widen, filter, narrow, activations, last }];
  });
}

function isPerChannel(graph: Graph, prelu: Node): boolean {
  const slope = graph.constants.get(prelu.inputs[1]!);
  return slope !== undefined && slope.dims.length === 3 && slope.dims[1] === 1 && slope.dims[2] === 1;
}

function isFullConv(graph: Graph, node: Node): boolean {
  return node.op === 'Conv' && groupsOf(node) === 1 && parametersAreKnown(graph, node);
}

function isDepthwise(graph: Graph, node: Node): boolean {
  if (node.op !== 'Conv' || !parametersAreKnown(graph, node)) return false;
  const [filters, perGroup] = graph.constants.get(node.inputs[1]!)!.dims;
  return perGroup === 1 && groupsOf(node) === filters;
}

function parametersAreKnown(graph: Graph, node: Node): boolean {
  return node.inputs.length === 3 && node.inputs.slice(1).every((name) => graph.constants.has(name));
}

function groupsOf(node: Node): number {
  return Number(node.attributes.group?.value ?? 1);
}

/** A constant that meets zeros at the edge is not the same everywhere: it cannot move into the next layer's shift. */
function padded(node: Node): boolean {
  const { pads } = node.attributes;
  return pads?.kind === 'ints' && pads.value.some((pad) => pad !== 0);
}

/** Numbers of the channels that matter, in order. */
function liveChannels(
  { widen, filter, narrow }: Block,
  constants: Graph['constants'],
  share: number,
): number[] {
  const into = rowNorms(weightsOf(widen, constants));
  const shift = shiftOf(widen, constants);
  const through = rowNorms(weightsOf(filter, constants));
  const outOf = columnNorms(weightsOf(narrow, constants));
  const channels = into.map((_, channel) => channel);
  const strongest = Math.max(...channels.map((c) => into[c]! * through[c]! * outOf[c]!));
  return channels.filter(
    (c) => Math.hypot(into[c]!, shift[c]!) * through[c]! * outOf[c]! > share * strongest,
  );
}

/** The block's nodes with `live` channels alone; what the others leave behind, a constant, joins the last shift. */
function* withChannels(
  { widen, filter, narrow, activations, last }: Block,
  live: readonly number[],
  constants: Map<string, ConstantTensor>,
): Generator<readonly [Node, Node]> {
  const constantOf = restingValues(shiftOf(filter, constants), last, constants);
  const narrowWeights = weightsOf(narrow, constants);
  const [outputs, inner] = [narrowWeights.dims[0]!, narrowWeights.dims[1]!];
  const kernel = narrowWeights.data.length / (outputs * inner);
  const isLive = new Set(live);
  const shift = Float32Array.from(shiftOf(narrow, constants), (value, output) => {
    let sum = value;
    for (let channel = 0; channel < inner; channel++) {
      if (isLive.has(channel)) continue;
      for (let k = 0; k < kernel; k++) {
        sum += Number(narrowWeights.data[(output * inner + channel) * kernel + k]) * constantOf[channel]!;
      }
    }
    return sum;
  });
  const put = (name: string, tensor: ConstantTensor) => {
    constants.set(`${name}/live`, tensor);
    return `${name}/live`;
  };
  const rows = (node: Node, attributes: Readonly<Record<string, Attribute>> = node.attributes) => ({
    ...node,
    inputs: [
      node.inputs[0]!,
      ...node.inputs.slice(1).map((name) => put(name, takeRows(constants.get(name)!, live))),
    ],
    attributes,
  });

  yield [widen, rows(widen)];
  for (const activation of activations) yield [activation, rows(activation)];
  yield [filter, rows(filter, { ...filter.attributes, group: int(live.length) })];
  yield [
    narrow,
    {
      ...narrow,
      inputs: [
        narrow.inputs[0]!,
        put(narrow.inputs[1]!, takeColumns(narrowWeights, live)),
        put(narrow.inputs[2]!, { dims: [outputs], data: shift }),
      ],
    },
  ];
}

/** What each filter gives where nothing comes in, after its activation. */
function restingValues(
  shift: Float64Array,
  activation: Node | undefined,
  constants: Graph['constants'],
): Float64Array {
  if (activation === undefined) return shift;
  const slopes = activation.op === 'PRelu' ? constants.get(activation.inputs[1]!)!.data : undefined;
  return shift.map((value, channel) => (value >= 0 ? value : value * Number(slopes?.[channel] ?? 0)));
}

function weightsOf(node: Node, constants: Graph['constants']): ConstantTensor {
  return constants.get(node.inputs[1]!)!;
}

function shiftOf(node: Node, constants: Graph['constants']): Float64Array {
  return Float64Array.from(constants.get(node.inputs[2]!)!.data, Number);
}

function rowNorms({ dims, data }: ConstantTensor): number[] {
  const length = data.length / dims[0]!;
  return Array.from({ length: dims[0]! }, (_, row) =>
    Math.sqrt(squares(data, row * length, (row + 1) * length)),
  );
}

/** Of a weight tensor rows x columns x kernel, over all rows. */
function columnNorms({ dims, data }: ConstantTensor): number[] {
  const [rows, columns] = [dims[0]!, dims[1]!];
  const kernel = data.length / (rows * columns);
  return Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const start = (row * columns + column) * kernel;
      sum += squares(data, start, start + kernel);
    }
    return Math.sqrt(sum);
  });
}

function squares(data: ConstantTensor['data'], start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += Number(data[i]) ** 2;
  return sum;
}

function takeRows({ dims, data }: ConstantTensor, rows: readonly number[]): ConstantTensor {
  const length = data.length / dims[0]!;
  const taken = new Float32Array(rows.length * length);
  for (const [to, row] of rows.entries()) {
    for (let i = 0; i < length; i++) taken[to * length + i] = Number(data[row * length + i]);
  }
  return { dims: [rows.length, ...dims.slice(1)], data: taken };
}

function takeColumns({ dims, data }: ConstantTensor, columns: readonly number[]): ConstantTensor {
  const [rows, all] = [dims[0]!, dims[1]!];
  const kernel = data.length / (rows * all);
  const taken = new Float32Array(rows * columns.length * kernel);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (const column of columns) {
      for (let k = 0; k < kernel; k++) taken[to++] = Number(data[(row * all + column) * kernel + k]);
    }
  }
  return { dims: [rows, columns.length, ...dims.slice(2)], data: taken };
}
