/** Reads what an ONNX file says of its graph: nodes with their attributes, constants, inputs and outputs. */
import { LivePhotoError } from '../../contract/errors.ts';
import { scaleBytes, widenHalves } from '../narrow-weights.ts';
import {
  elementType,
  type Field,
  graphInitializer,
  graphInput,
  graphNode,
  graphOutput,
  modelGraph,
  nodeAttribute,
  nodeInput,
  nodeOperator,
  nodeOutput,
  readFields,
  tensorBytes,
  tensorName,
  tensorSides,
  tensorType,
  textIn,
  textOf,
  wireType,
} from '../onnx-message.ts';

export interface GraphNode {
  readonly operator: string;
  /** Names; an empty one stands for what is left out. */
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: ReadonlyMap<string, number | string | readonly number[]>;
}

/** 64-bit whole numbers, as what they are. */
export interface IntegerConstant {
  readonly kind: 'integers';
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

/** Floats as the file holds them. */
export interface FloatConstant {
  readonly kind: 'floats';
  readonly dims: readonly number[];
  /** 32 bits each, 16 bits, or signed bytes. Little-endian, as every engine's memory is. */
  readonly type: typeof elementType.float32 | typeof elementType.float16 | typeof elementType.int8;
  readonly bytes: Uint8Array;
  /** What bytes are multiplied with, one for each of the first side. */
  readonly scales: Float32Array | undefined;
}

export type Constant = IntegerConstant | FloatConstant;

export interface GraphInput {
  readonly name: string;
  /** Undefined for a side that may be any. */
  readonly dims: readonly (number | undefined)[];
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
}

const tensorFloats = 4;
const tensorIntegers = 7;

/** Numbers in a tensor of these sides. */
export const count = (dims: readonly number[]) => dims.reduce((product, side) => product * side, 1);

/** A model that this backend does not run. */
export function unsupported(what: string): LivePhotoError {
  return new LivePhotoError(
    'model_invalid',
    `The wasm backend cannot run this model: ${what}; the onnxruntime backend may`,
  );
}

/** @throws {LivePhotoError} `model_invalid` for bytes that are no ONNX file, and constants that are not what they say. */
export function readGraph(model: Uint8Array): Graph {
  // Views of a Buffer of Node are Buffers, which take longer to make.
  const graph = within(new Uint8Array(model.buffer, model.byteOffset, model.length), modelGraph);
  if (graph === undefined) throw unsupported('it holds no graph');
  const constants = new Map<string, Constant>();
  const narrow = new Map<string, FloatConstant>();
  const nodes: GraphNode[] = [];
  const inputs: GraphInput[] = [];
  const outputs: string[] = [];
  for (const { number, content } of graph) {
    if (number === graphInitializer) {
      const fields = read(content);
      const constant = readConstant(fields);
      const isNarrow = constant.kind === 'floats' && constant.type !== elementType.float32;
      if (isNarrow) narrow.set(textOf(fields, tensorName), constant);
      else constants.set(textOf(fields, tensorName), constant);
    } else if (number === graphNode) nodes.push(readNode(read(content)));
    else if (number === graphInput) inputs.push(readInput(read(content)));
    else if (number === graphOutput) outputs.push(textOf(read(content), 1));
  }
  return {
    nodes: nodes.filter((node) => !isWidening(node, narrow, constants)),
    constants,
    inputs: inputs.filter(({ name }) => !constants.has(name) && !narrow.has(name)),
    outputs,
  };
}

/**
 * Whether a node does no more than to widen a constant, what it answers then being one: a `Cast` to floats, or a `Mul` of cast bytes with
 * a scale for each output channel.
 */
function isWidening(
  { operator, inputs: [first = '', second = ''], output, attributes }: GraphNode,
  narrow: ReadonlyMap<string, FloatConstant>,
  constants: Map<string, Constant>,
): boolean {
  if (operator === 'Cast') {
    const constant = narrow.get(first);
    if (constant === undefined || attributes.get('to') !== elementType.float32) return false;
    constants.set(output, constant);
    return true;
  }
  if (operator !== 'Mul') return false;
  const [numbers, scales] = [constants.get(first), constants.get(second)];
  if (numbers?.kind !== 'floats' || scales?.kind !== 'floats') return false;
  if (numbers.type !== elementType.int8 || numbers.scales) return false;
  const { dims } = numbers;
  const isOfFirstSide = scales.dims.every((side, i) => side === (i === 0 ? dims[0] : 1));
  if (scales.dims.length !== dims.length || !isOfFirstSide) return false;
  constants.set(output, { ...numbers, scales: floatsOf(scales) });
  return true;
}

/** The numbers of a constant, 32 bits each. */
export function floatsOf({ type, bytes, scales }: FloatConstant): Float32Array {
  if (type === elementType.float16) return widenHalves(bytes);
  if (type === elementType.int8) return scaleBytes(bytes, scales ?? Float32Array.of(1));
  // A copy starts on a whole number; `slice` would be none where the bytes are a Buffer of Node.
  return bytes.byteOffset % 4 === 0
    ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    : new Float32Array(new Uint8Array(bytes).buffer);
}

function read(bytes: Uint8Array): Field[] {
  try {
    return readFields(bytes);
  } catch (cause) {
    throw new LivePhotoError('model_invalid', 'The wasm backend cannot run this model: it is no ONNX file', {
      cause,
    });
  }
}

/** The fields of the first message of this number. */
function within(bytes: Uint8Array, number: number): Field[] | undefined {
  const field = read(bytes).find((each) => each.number === number);
  return field && read(field.content);
}

function readNode(fields: readonly Field[]): GraphNode {
  const operator = textOf(fields, nodeOperator);
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, number | string | readonly number[]>();
  for (const field of fields) {
    if (field.number === nodeInput) inputs.push(textIn(field));
    else if (field.number === nodeOutput) outputs.push(textIn(field));
    else if (field.number === nodeAttribute) attributes.set(...readAttribute(read(field.content)));
  }
  const [output, ...more] = outputs;
  if (output === undefined || more.some((name) => name !== '')) {
    throw unsupported(`a node '${operator}' has not one output`);
  }
  return { operator, inputs, output, attributes };
}

/** Field numbers of an attribute. */
const attribute = { name: 1, float: 2, integer: 3, text: 4, floats: 7, integers: 8 } as const;

function readAttribute(fields: readonly Field[]): [string, number | string | readonly number[]] {
  const name = textOf(fields, attribute.name);
  const floats: number[] = [];
  const integers: number[] = [];
  for (const field of fields) {
    switch (field.number) {
      case attribute.float:
        return [name, floatsIn(field)[0] ?? 0];
      case attribute.integer:
        return [name, integersIn(field)[0] ?? 0];
      case attribute.text:
        return [name, textIn(field)];
      case attribute.floats:
        floats.push(...floatsIn(field));
        break;
      case attribute.integers:
        integers.push(...integersIn(field));
        break;
    }
  }
  return [name, floats.length > 0 ? floats : integers];
}

function readConstant(fields: readonly Field[]): Constant {
  const name = textOf(fields, tensorName);
  const dims = fields.filter(({ number }) => number === tensorSides).flatMap(integersIn);
  const type = fields.find(({ number }) => number === tensorType)?.value;
  const bytes = fields.find(({ number }) => number === tensorBytes)?.content;
  const listed = (number: number) => fields.filter((field) => field.number === number);
  const checked = (length: number) => {
    if (length !== count(dims)) {
      throw unsupported(`the constant '${name}' holds other than ${count(dims)} numbers`);
    }
  };
  if (dims.some((side) => side < 0)) throw unsupported(`the constant '${name}' has no size`);
  if (type === elementType.int64) {
    const values = bytes ? integersOf(bytes) : listed(tensorIntegers).flatMap(integersIn);
    checked(values.length);
    return { kind: 'integers', dims, values };
  }
  const size = type === undefined ? undefined : bytesOfFloats.get(type);
  if (size === undefined) throw unsupported(`the constant '${name}' has elements of type ${type}`);
  const stored = bytes ?? joinedFloats(listed(tensorFloats));
  checked(stored.length / size);
  return { kind: 'floats', dims, type: type as FloatConstant['type'], bytes: stored, scales: undefined };
}

/** By the type of elements that may stand for floats: the bytes that one takes. */
const bytesOfFloats = new Map<number, number>([
  [elementType.float32, 4],
  [elementType.float16, 2],
  [elementType.int8, 1],
]);

function joinedFloats(fields: readonly Field[]): Uint8Array {
  return new Uint8Array(Float32Array.from(fields.flatMap(floatsIn)).buffer);
}

function readInput(fields: readonly Field[]): GraphInput {
  const inside = (from: readonly Field[], ...path: readonly number[]): Field[] => {
    const [number, ...rest] = path;
    const found = from.filter((field) => field.number === number);
    return rest.length === 0 ? found : found.flatMap(({ content }) => inside(read(content), ...rest));
  };
  const dims = inside(fields, 2, 1, 2, 1).map(({ content }) => {
    const side = read(content).find(({ number }) => number === 1)?.value;
    return side !== undefined && side > 0 ? side : undefined;
  });
  return { name: textOf(fields, 1), dims };
}

/** What a field of whole numbers holds: one, or many packed into bytes. Numbers below 0 take ten bytes. */
function integersIn(field: Field): number[] {
  const isPacked = field.wireType === wireType.bytes;
  if (!isPacked && field.value <= Number.MAX_SAFE_INTEGER) return [field.value];
  const bytes = isPacked ? field.content : field.whole.subarray(1);
  const numbers: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    numbers.push(Number(BigInt.asIntN(64, value)));
    value = 0n;
    shift = 0n;
  }
  return numbers;
}

function floatsIn(field: Field): number[] {
  const isPacked = field.wireType === wireType.bytes;
  const bytes = new Uint8Array(isPacked ? field.content : field.whole.subarray(1));
  if (bytes.length % 4 !== 0) throw unsupported('a constant ends inside a number');
  return [...new Float32Array(bytes.buffer)];
}

function integersOf(bytes: Uint8Array): number[] {
  if (bytes.length % 8 !== 0) throw unsupported('a constant ends inside a number');
  return Array.from(new BigInt64Array(new Uint8Array(bytes).buffer), Number);
}
