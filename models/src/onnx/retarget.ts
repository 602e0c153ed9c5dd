/** Chooses what a graph gives: any of its values as outputs, under names and shapes of our own. */
import type { ConstantTensor, Graph, GraphValue, Node } from './graph.ts';

export interface Target {
  /** The value's present name. */
  readonly value: string;
  readonly name: string;
  readonly shape: readonly number[];
  /** True where `shape` is another than the value's own, so that it has to be reshaped. */
  readonly reshape?: boolean;
  /** True where the mean of each channel over rows and columns is wanted instead of the value. */
  readonly mean?: boolean;
}

/**
 * The same network with other ends: its only input is called `input`, its outputs are `targets`. What no target depends
 * on stays until the graph is simplified.
 *
 * @throws {Error} when no node computes a target.
 */
export function retarget(graph: Graph, targets: readonly Target[]): Graph {
  const [input, ...others] = graph.inputs;
  if (input === undefined || others.length > 0) {
    throw new Error(`A graph with one input is wanted, "${graph.name}" has ${graph.inputs.length}`);
  }
  const names = new Map([[input.name, 'input']]);
  const constants = new Map<string, ConstantTensor>(graph.constants);
  const tail: Node[] = [];
  for (const { value, name, shape, reshape, mean } of targets) {
    if (!graph.nodes.some(({ outputs }) => outputs.includes(value))) {
      throw new Error(`"${graph.name}" computes no value "${value}"`);
    }
    if (mean) {
      tail.push({ op: 'GlobalAveragePool', inputs: [value], outputs: [name], attributes: {} });
      continue;
    }
    if (!reshape) {
      names.set(value, name);
      continue;
    }
    constants.set(`${name}/shape`, { dims: [shape.length], data: BigInt64Array.from(shape.map(BigInt)) });
    tail.push({ op: 'Reshape', inputs: [value, `${name}/shape`], outputs: [name], attributes: {} });
  }
  const rename = (name: string) => names.get(name) ?? name;
  return {
    ...graph,
    nodes: [
      ...graph.nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map(rename),
        outputs: node.outputs.map(rename),
      })),
      ...tail,
    ],
    constants,
    inputs: [{ ...input, name: 'input' }],
    outputs: targets.map(({ name, shape }): GraphValue => ({ name, shape })),
  };
}
