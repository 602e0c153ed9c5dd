/** Merges chains of layers that are all matrix products and shifts (MatMul, Gemm, BatchNormalization on vectors) into one Gemm. */
import type { ConstantTensor, Graph, Node } from './graph.ts';

/** The map x ↦ x·weights + shift, kept in double precision until it is written. */
interface Affine {
  readonly rows: number;
  readonly columns: number;
  /** Row-major. */
  readonly weights: Float64Array;
  readonly shift: Float64Array;
}

/** The same function with every such chain as one `Gemm`, where each link is used by the next link alone. */
export function composeAffine(graph: Graph): Graph {
  const nodes: Node[] = [];
  const constants = new Map(graph.constants);
  /** Maps written so far, by the name of their output. */
  const written = new Map<string, { readonly node: Node; readonly map: Affine }>();
  for (const node of graph.nodes) {
    const previous = written.get(node.inputs[0]!);
    const isAlone = previous !== undefined && usesOf(graph, node.inputs[0]!) === 1;
    const own = readAffine(node, constants, previous?.map.columns);
    if (own === undefined || (node.op !== 'MatMul' && !isAlone)) {
      nodes.push(node);
      continue;
    }
    const map = isAlone ? compose(previous.map, own) : own;
    const input = isAlone ? previous.node.inputs[0]! : node.inputs[0]!;
    const output = node.outputs[0]!;
    if (isAlone) nodes.splice(nodes.indexOf(previous.node), 1);
    const merged: Node = {
      op: 'Gemm',
      inputs: [input, `${output}/weights`, `${output}/shift`],
      outputs: [output],
      attributes: {},
    };
    constants.set(`${output}/weights`, {
      dims: [map.rows, map.columns],
      data: Float32Array.from(map.weights),
    });
    constants.set(`${output}/shift`, { dims: [map.columns], data: Float32Array.from(map.shift) });
    nodes.push(merged);
    written.set(output, { node: merged, map });
  }
  return { ...graph, nodes, constants };
}

/** The map that a node computes with constants, if it is one. `width` is the known length of its input. */
function readAffine(
  node: Node,
  constants: ReadonlyMap<string, ConstantTensor>,
  width: number | undefined,
): Affine | undefined {
  const parameters = node.inputs.slice(1).map((name) => constants.get(name));
  if (parameters.some((tensor) => tensor === undefined)) return undefined;
  if (node.op === 'MatMul') {
    const [weights] = parameters;
    const [rows, columns] = weights!.dims;
    if (weights!.dims.length !== 2) return undefined;
    return {
      rows: rows!,
      columns: columns!,
      weights: Float64Array.from(weights!.data, Number),
      shift: new Float64Array(columns!),
    };
  }
  if (node.op === 'BatchNormalization' && width !== undefined) {
    const [scale, bias, mean, variance] = parameters.map((tensor) => Float64Array.from(tensor!.data, Number));
    const epsilon = Number(node.attributes.epsilon?.value ?? 1e-5);
    const weights = new Float64Array(width * width);
    const shift = new Float64Array(width);
    for (let i = 0; i < width; i++) {
      const factor = scale![i]! / Math.sqrt(variance![i]! + epsilon);
      weights[i * width + i] = factor;
      shift[i] = bias![i]! - mean![i]! * factor;
    }
    return { rows: width, columns: width, weights, shift };
  }
  return undefined;
}

/** `second` after `first`. */
function compose(first: Affine, second: Affine): Affine {
  const weights = multiply(first.weights, first.rows, second);
  const shift = multiply(first.shift, 1, second).map((value, column) => value + second.shift[column]!);
  return { rows: first.rows, columns: second.columns, weights, shift };
}

function multiply(left: Float64Array, rows: number, { rows: inner, columns, weights }: Affine): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inner; k++) {
      const factor = left[row * inner + k]!;
      for (let column = 0; column < columns; column++)
        product[row * columns + column]! += factor * weights[k * columns + column]!;
    }
  }
  return product;
}

function usesOf(graph: Graph, name: string): number {
  const uses = graph.nodes.flatMap(({ inputs }) => inputs).filter((input) => input === name).length;
  return uses + (graph.outputs.some((output) => output.name === name) ? 1 : 0);
}
