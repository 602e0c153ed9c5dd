/** Gives the inputs and outputs of a graph their final names, shapes and activations. */
import type { ConstantTensor, Graph, GraphValue, Node } from './graph.ts';

export interface Naming {
  readonly name: string;
  /** Of an output that is to be reshaped. */
  readonly shape?: readonly number[];
  readonly activation?: 'Sigmoid';
}

/** @param names - Final form by present name; values left out stay as they are. */
export function nameOutputs(graph: Graph, names: Readonly<Record<string, Naming>>): Graph {
  const renamed = new Map(
    graph.inputs.filter(({ name }) => names[name]).map(({ name }) => [name, names[name]!.name]),
  );
  const nodes: Node[] = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((name) => renamed.get(name) ?? name),
  }));
  const constants = new Map<string, ConstantTensor>(graph.constants);
  const outputs = graph.outputs.map((output): GraphValue => {
    const naming = names[output.name];
    if (naming === undefined) return output;
    const { name, activation, shape } = naming;
    let last = output.name;
    if (activation) {
      nodes.push({
        op: activation,
        inputs: [last],
        outputs: [shape ? `${name}/value` : name],
        attributes: {},
      });
      last = `${name}/value`;
    }
    if (shape) {
      constants.set(`${name}/shape`, { dims: [shape.length], data: BigInt64Array.from(shape.map(BigInt)) });
      nodes.push({ op: 'Reshape', inputs: [last, `${name}/shape`], outputs: [name], attributes: {} });
    }
    return { name, shape: shape ?? output.shape! };
  });
  return {
    ...graph,
    nodes,
    constants,
    inputs: graph.inputs.map((input) => ({ ...input, name: renamed.get(input.name) ?? input.name })),
    outputs,
  };
}
