/**
 * Joins what onnxruntime computes in one go: a convolution, what is added to it, and the activation that follows.
 *
 * onnxruntime's own optimiser finds the same, but most of a cold start is the engine compiling that optimiser, for code that runs
 * once. A graph that was fused here is loaded without it, and answers the same bits.
 */
import {
  elementType,
  type Field,
  graphInitializer,
  graphInput,
  graphNode,
  graphOutput,
  join,
  message,
  modelGraph,
  modelOperatorSet,
  nodeAttribute,
  nodeDomain,
  nodeInput,
  nodeOperator,
  nodeOutput,
  numberField,
  readFields,
  tensorBytes,
  tensorName,
  tensorType,
  textField,
  textOf,
  textsOf,
} from './onnx-message.ts';

/** Where onnxruntime keeps operators that are no part of ONNX. */
const contributed = 'com.microsoft';

/** Field numbers and kinds of attributes. */
const attributeName = 1;
const attributeText = 4;
const attributeFloats = 7;
const attributeKind = 20;
const kinds = { text: 3, floats: 6 } as const;
/** Tag of a 32-bit number in a message. */
const fixed32 = 5;

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Uint8Array[];
  /** As it stands in the file; of a fused node, as it is to be written. */
  readonly whole: Uint8Array;
}

/**
 * The same network with fewer nodes.
 * @param model An ONNX file.
 * @returns Undefined where onnxruntime's optimiser may find more than this: a node that depends on constants alone.
 * @throws {Error} For bytes that are no ONNX file.
 */
export function fuseGraph(model: Uint8Array): Uint8Array | undefined {
  const fields = readFields(model);
  const graph = readFields(fields.find(({ number }) => number === modelGraph)?.content ?? new Uint8Array());
  const constants = new Map<string, readonly Field[]>();
  for (const { number, content } of graph) {
    if (number !== graphInitializer) continue;
    const tensor = readFields(content);
    constants.set(textOf(tensor, tensorName), tensor);
  }
  const nodes = graph.flatMap((field) => (field.number === graphNode ? [readNode(field)] : []));
  if (nodes.some(({ inputs }) => inputs.every((name) => name === '' || constants.has(name))))
    return undefined;

  const outputs = graph.flatMap(({ number, content }) =>
    number === graphOutput ? [textOf(readFields(content), 1)] : [],
  );
  const fused = fuse(nodes, outputs, constants, hasFixedShape(graph));
  const needed = new Set([...outputs, ...fused.flatMap(({ inputs }) => inputs)]);
  const others = graph.flatMap(({ number, whole, content }) => {
    if (number === graphNode) return [];
    const isUnused = number === graphInitializer && !needed.has(textOf(readFields(content), tensorName));
    return isUnused ? [] : [whole];
  });
  const written = [...fused.map(({ whole }) => whole), ...others];
  return join([
    ...fields.flatMap((field) =>
      field.number === modelGraph ? message(modelGraph, written) : [field.whole],
    ),
    ...message(modelOperatorSet, [...textField(1, contributed), numberField(2, 1)]),
  ]);
}

function fuse(
  nodes: readonly Node[],
  outputs: readonly string[],
  constants: ReadonlyMap<string, readonly Field[]>,
  fixed: boolean,
): Node[] {
  const uses = new Map<string, number>();
  for (const name of [...outputs, ...nodes.flatMap(({ inputs }) => inputs)]) {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const users = new Map(nodes.flatMap((node) => node.inputs.map((name) => [name, node] as const)));
  /** Who alone takes what a node answers. */
  const next = ({ outputs: [name = ''] }: Pick<Node, 'outputs'>) =>
    uses.get(name) === 1 && !outputs.includes(name) ? users.get(name) : undefined;
  /** What takes the place of a node, and what leaves. */
  const replaced = new Map<Node, Node>();
  const gone = new Set<Node>();
  for (const convolution of nodes) {
    if (convolution.operator !== 'Conv') continue;
    let last = next(convolution);
    let sum: string | undefined;
    // Of inputs of any size the shapes are not known: what is added might be spread over the map.
    if (fixed && last?.operator === 'Add' && !gone.has(last) && !replaced.has(last)) {
      sum = last.inputs.find((name) => name !== convolution.outputs[0]);
      if (sum === undefined || constants.has(sum)) continue;
      gone.add(convolution);
      const active = next(last);
      const activation = active && readActivation(active, constants);
      if (active && activation) {
        gone.add(last);
        last = active;
      }
      replaced.set(last, fusedNode(convolution, last, sum, activation ?? []));
      continue;
    }
    const activation = last && readActivation(last, constants);
    if (last === undefined || activation === undefined) continue;
    gone.add(convolution);
    replaced.set(last, fusedNode(convolution, last, sum, activation));
  }
  return nodes.flatMap((node) => (gone.has(node) ? [] : [replaced.get(node) ?? node]));
}

/** Attributes that make a convolution answer what `node` would make of it; undefined for what is no such activation. */
function readActivation(
  { operator, inputs }: Node,
  constants: ReadonlyMap<string, readonly Field[]>,
): readonly Uint8Array[] | undefined {
  if (operator === 'Relu' || operator === 'Sigmoid') return attribute('activation', operator);
  if (operator !== 'Clip' || inputs.length !== 3) return undefined;
  const [least, most] = [numberOf(constants.get(inputs[1]!)), numberOf(constants.get(inputs[2]!))];
  if (least === undefined || most === undefined) return undefined;
  return [...attribute('activation', operator), ...attribute('activation_params', [least, most])];
}

function fusedNode(
  { inputs: [input = '', weights = '', shift = ''], attributes }: Node,
  { outputs }: Node,
  sum: string | undefined,
  activation: readonly Uint8Array[],
): Node {
  const inputs = [input, weights, shift, ...(sum === undefined ? [] : [sum])];
  const whole = join(
    message(graphNode, [
      ...inputs.flatMap((name) => textField(nodeInput, name)),
      ...outputs.flatMap((name) => textField(nodeOutput, name)),
      ...textField(nodeOperator, 'FusedConv'),
      ...attributes,
      ...activation,
      ...textField(nodeDomain, contributed),
    ]),
  );
  return { operator: 'FusedConv', inputs, outputs, attributes: [], whole };
}

function readNode({ content, whole }: Field): Node {
  const fields = readFields(content);
  return {
    operator: textOf(fields, nodeOperator),
    inputs: textsOf(fields, nodeInput),
    outputs: textsOf(fields, nodeOutput),
    attributes: fields.flatMap((field) => (field.number === nodeAttribute ? [field.whole] : [])),
    whole,
  };
}

/** Whether every side of every input is said. */
function hasFixedShape(graph: readonly Field[]): boolean {
  const inside = (content: Uint8Array, ...path: readonly number[]): Uint8Array[] => {
    const [number, ...rest] = path;
    if (number === undefined) return [content];
    return readFields(content).flatMap((field) =>
      field.number === number ? inside(field.content, ...rest) : [],
    );
  };
  const sides = graph.flatMap(({ number, content }) =>
    number === graphInput ? inside(content, 2, 1, 2, 1) : [],
  );
  return sides.every((side) => readFields(side).some(({ number, value }) => number === 1 && value > 0));
}

/** The number that a constant of one float holds. */
function numberOf(tensor: readonly Field[] | undefined): number | undefined {
  const bytes = tensor?.find(({ number }) => number === tensorBytes)?.content;
  const type = tensor?.find(({ number }) => number === tensorType)?.value;
  if (bytes?.length !== 4 || type !== elementType.float32) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}

function attribute(name: string, value: string | readonly number[]): Uint8Array[] {
  if (typeof value === 'string') {
    return message(nodeAttribute, [
      ...textField(attributeName, name),
      ...textField(attributeText, value),
      numberField(attributeKind, kinds.text),
    ]);
  }
  const floats = value.map((each) => {
    const field = new Uint8Array(5);
    field[0] = (attributeFloats << 3) | fixed32;
    new DataView(field.buffer).setFloat32(1, each, true);
    return field;
  });
  return message(nodeAttribute, [
    ...textField(attributeName, name),
    ...floats,
    numberField(attributeKind, kinds.floats),
  ]);
}
