/** Reads and writes ONNX files: the protocol buffer messages of the format, and the graph's plain values. */
import protobuf from 'protobufjs/light.js';
import {
  type Attribute,
  type ConstantTensor,
  type Graph,
  type GraphValue,
  type Node,
  sizeOf,
  type TensorData,
} from './graph.ts';

/**
 * The messages of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto with the fields that a float network of one graph
 * uses. Numbers are the format's own.
 */
const messages = {
  Model: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    graph: [7, 'Graph'],
    opsetImport: [8, 'OperatorSet', 'repeated'],
  },
  OperatorSet: { domain: [1, 'string'], version: [2, 'int64'] },
  Graph: {
    node: [1, 'Node', 'repeated'],
    name: [2, 'string'],
    initializer: [5, 'Tensor', 'repeated'],
    input: [11, 'ValueInfo', 'repeated'],
    output: [12, 'ValueInfo', 'repeated'],
  },
  Node: {
    input: [1, 'string', 'repeated'],
    output: [2, 'string', 'repeated'],
    opType: [4, 'string'],
    attribute: [5, 'Attribute', 'repeated'],
    domain: [7, 'string'],
  },
  Attribute: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'Tensor'],
    floats: [7, 'float', 'repeated'],
    ints: [8, 'int64', 'repeated'],
    type: [20, 'int32'],
  },
  Tensor: {
    dims: [1, 'int64', 'repeated'],
    dataType: [2, 'int32'],
    floatData: [4, 'float', 'repeated'],
    int32Data: [5, 'int32', 'repeated'],
    int64Data: [7, 'int64', 'repeated'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
  },
  ValueInfo: { name: [1, 'string'], type: [2, 'Type'] },
  Type: { tensorType: [1, 'TensorType'] },
  TensorType: { elemType: [1, 'int32'], shape: [2, 'Shape'] },
  Shape: { dim: [1, 'Dimension', 'repeated'] },
  Dimension: { dimValue: [1, 'int64'] },
} as const satisfies Record<string, Record<string, readonly [number, string, 'repeated'?]>>;

interface ModelMessage {
  irVersion: number;
  producerName: string;
  graph: GraphMessage;
  opsetImport: { domain: string; version: number }[];
}
interface GraphMessage {
  node: NodeMessage[];
  name: string;
  initializer: TensorMessage[];
  input: ValueMessage[];
  output: ValueMessage[];
}
interface NodeMessage {
  input: string[];
  output: string[];
  opType: string;
  attribute: AttributeMessage[];
  domain?: string;
}
interface AttributeMessage {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorMessage;
  floats?: number[];
  ints?: number[];
}
interface TensorMessage {
  dims: number[];
  dataType: number;
  name?: string;
  rawData?: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: number[];
}
interface ValueMessage {
  name: string;
  type?: { tensorType: { elemType: number; shape: { dim: { dimValue?: number }[] } } };
}

/** ONNX element types. */
const elementTypes = { float32: 1, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
/** ONNX attribute types. */
const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

/** Newest version of the file layout that every onnxruntime of the last years reads; it lets constants be no inputs. */
const irVersion = 7;

/** The file of a graph. Equal graphs give equal bytes. */
export function encodeOnnx(graph: Graph): Uint8Array {
  const message: ModelMessage = {
    irVersion,
    producerName: 'livephoto',
    opsetImport: [{ domain: '', version: graph.opset }],
    graph: {
      name: graph.name,
      node: graph.nodes.map((node) => ({
        input: [...node.inputs],
        output: [...node.outputs],
        opType: node.op,
        attribute: Object.entries(node.attributes).map(([name, attribute]) =>
          encodeAttribute(name, attribute),
        ),
      })),
      initializer: [...graph.constants].map(([name, tensor]) => ({ ...encodeTensor(tensor), name })),
      input: graph.inputs.map(encodeValue),
      output: graph.outputs.map(encodeValue),
    },
  };
  return modelType().encode(message).finish();
}

/** @throws {Error} when the bytes are no ONNX file or use what is not known here. */
export function decodeOnnx(bytes: Uint8Array): Graph {
  const type = modelType();
  const { graph, opsetImport } = type.toObject(type.decode(bytes), {
    arrays: true,
    defaults: true,
    longs: Number,
  }) as ModelMessage;
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name ?? '', decodeTensor(tensor)]));
  return {
    name: graph.name,
    opset: opsetImport.find(({ domain }) => domain === '')?.version ?? 0,
    nodes: graph.node.map(decodeNode),
    constants,
    inputs: graph.input.filter(({ name }) => !constants.has(name)).map(decodeValue),
    outputs: graph.output.map(decodeValue),
  };
}

function modelType(): protobuf.Type {
  const root = new protobuf.Root();
  for (const [name, fields] of Object.entries(messages)) {
    const type = new protobuf.Type(name);
    for (const [field, [id, kind, rule]] of Object.entries(
      fields as Record<string, readonly [number, string, string?]>,
    )) {
      type.add(new protobuf.Field(field, id, kind, rule));
    }
    root.add(type);
  }
  return root.lookupType('Model');
}

function encodeValue({ name, shape }: GraphValue): ValueMessage {
  if (shape === undefined) return { name };
  return {
    name,
    type: {
      tensorType: {
        elemType: elementTypes.float32,
        shape: { dim: shape.map((side) => (side < 0 ? {} : { dimValue: side })) },
      },
    },
  };
}

function decodeValue({ name, type }: ValueMessage): GraphValue {
  if (!type) return { name };
  return { name, shape: type.tensorType.shape.dim.map(({ dimValue }) => dimValue || -1) };
}

function encodeTensor({ dims, data }: ConstantTensor): TensorMessage {
  return {
    dims: [...dims],
    dataType: elementTypes[elementTypeOf(data)],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function elementTypeOf(data: TensorData): keyof typeof elementTypes {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Uint16Array) return 'float16';
  if (data instanceof Int8Array) return 'int8';
  return data instanceof Int32Array ? 'int32' : 'int64';
}

function decodeTensor(message: TensorMessage): ConstantTensor {
  const data = decodeData(message);
  if (data.length !== sizeOf(message.dims)) {
    throw new Error(
      `ONNX tensor "${message.name}" holds ${data.length} values, its shape ${message.dims.join('×')} asks for ${sizeOf(message.dims)}`,
    );
  }
  return { dims: message.dims, data };
}

function decodeData({ name, dataType, rawData, floatData, int32Data, int64Data }: TensorMessage): TensorData {
  // Copied: typed arrays must start on a multiple of their element's size.
  const raw = rawData && rawData.length > 0 ? new Uint8Array(rawData).buffer : undefined;
  switch (dataType) {
    case elementTypes.float32:
      return raw ? new Float32Array(raw) : Float32Array.from(floatData ?? []);
    case elementTypes.float16:
      return raw ? new Uint16Array(raw) : Uint16Array.from(int32Data ?? []);
    case elementTypes.int8:
      return raw ? new Int8Array(raw) : Int8Array.from(int32Data ?? []);
    case elementTypes.int32:
      return raw ? new Int32Array(raw) : Int32Array.from(int32Data ?? []);
    case elementTypes.int64:
      return raw ? new BigInt64Array(raw) : BigInt64Array.from((int64Data ?? []).map(BigInt));
    default:
      throw new Error(`ONNX tensor "${name}" has element type ${dataType}, which is not known here`);
  }
}

function decodeNode({ input, output, opType, attribute, domain }: NodeMessage): Node {
  if (domain) throw new Error(`ONNX operator ${domain}.${opType} is not known here`);
  return {
    op: opType,
    inputs: input,
    outputs: output,
    attributes: Object.fromEntries(attribute.map((message) => [message.name, decodeAttribute(message)])),
  };
}

function encodeAttribute(name: string, { kind, value }: Attribute): AttributeMessage {
  const base = { name, type: attributeTypes[kind] };
  switch (kind) {
    case 'int':
      return { ...base, i: value };
    case 'float':
      return { ...base, f: value };
    case 'string':
      return { ...base, s: new TextEncoder().encode(value) };
    case 'ints':
      return { ...base, ints: [...value] };
    case 'floats':
      return { ...base, floats: [...value] };
    case 'tensor':
      return { ...base, t: encodeTensor(value) };
  }
}

function decodeAttribute({ name, type, f, i, s, t, floats, ints }: AttributeMessage): Attribute {
  switch (type) {
    case attributeTypes.int:
      return { kind: 'int', value: i ?? 0 };
    case attributeTypes.float:
      return { kind: 'float', value: f ?? 0 };
    case attributeTypes.string:
      return { kind: 'string', value: new TextDecoder().decode(s) };
    case attributeTypes.ints:
      // "To the end" is written as the largest 64-bit integer, which a number cannot hold.
      return { kind: 'ints', value: (ints ?? []).map((value) => Math.min(value, Number.MAX_SAFE_INTEGER)) };
    case attributeTypes.floats:
      return { kind: 'floats', value: floats ?? [] };
    case attributeTypes.tensor:
      if (t) return { kind: 'tensor', value: decodeTensor(t) };
  }
  throw new Error(`ONNX attribute "${name}" has type ${type}, which is not known here`);
}
