/** Does once, at build, what a runtime would do at every load: folds what does not depend on the input, merges affine layers, drops dead channels and what is unused. */
import { composeAffine } from './affine.ts';
import { encodeOnnx } from './codec.ts';
import { dropDeadChannels } from './dead-channels.ts';
import { type ConstantTensor, type Graph, type Node, sizeOf } from './graph.ts';

/** Runs a model once and answers every output by name. */
export type Evaluate = (
  model: Uint8Array,
  inputs: Readonly<Record<string, ConstantTensor>>,
) => Promise<Readonly<Record<string, ConstantTensor>>>;

/**
 * The same function with fewer nodes. Shapes are folded as they are for the size of the inputs as declared.
 * @param deadShare As `dropDeadChannels` takes it.
 */
export async function simplify(graph: Graph, evaluate: Evaluate, deadShare?: number): Promise<Graph> {
  const folded = await foldConstants(inlineConstants(graph), evaluate);
  return dropUnused(dropDeadChannels(composeAffine(folded), deadShare));
}

/** Turns `Constant` nodes into initialisers. */
function inlineConstants(graph: Graph): Graph {
  const constants = new Map(graph.constants);
  const nodes = graph.nodes.filter(({ op, outputs, attributes }) => {
    const value = attributes.value;
    if (op !== 'Constant' || value?.kind !== 'tensor') return true;
    constants.set(outputs[0]!, value.value);
    return false;
  });
  return { ...graph, nodes, constants };
}

/** Computes every value that no input can change, with the runtime itself as the calculator. */
async function foldConstants(graph: Graph, evaluate: Evaluate): Promise<Graph> {
  const fixed = new Set(graph.constants.keys());
  const [computed, kept] = [new Set<Node>(), new Set<Node>()];
  for (const node of graph.nodes) {
    // The shape of a value is fixed even where its content is not.
    const isFixed = node.op === 'Shape' || node.inputs.every((name) => name === '' || fixed.has(name));
    (isFixed ? computed : kept).add(node);
    if (isFixed) for (const name of node.outputs) fixed.add(name);
  }
  if (computed.size === 0) return graph;

  const needed = new Set([...kept].flatMap(({ inputs }) => inputs));
  const wanted = [...computed].flatMap(({ outputs }) => outputs).filter((name) => needed.has(name));
  const probe = dropUnused({ ...graph, outputs: wanted.map((name) => ({ name })) });
  const zeros = graph.inputs.map(
    ({ name, shape = [] }) => [name, { dims: shape, data: new Float32Array(sizeOf(shape)) }] as const,
  );
  const values = wanted.length === 0 ? {} : await evaluate(encodeOnnx(probe), Object.fromEntries(zeros));
  return {
    ...graph,
    nodes: [...kept],
    constants: new Map([...graph.constants, ...wanted.map((name) => [name, values[name]!] as const)]),
  };
}

/** Drops nodes and constants that no output depends on, and writes equal constants once. */
function dropUnused(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const nodes = graph.nodes.toReversed().filter(({ inputs, outputs }) => {
    const isNeeded = outputs.some((name) => needed.has(name));
    if (isNeeded) for (const name of inputs) needed.add(name);
    return isNeeded;
  });
  return {
    ...graph,
    nodes: nodes.reverse(),
    constants: new Map([...graph.constants].filter(([name]) => needed.has(name))),
  };
}
