/** Reads a TensorFlow Lite flatbuffer into plain values: the part of the schema that a float network uses. */
import { ByteBuffer } from 'flatbuffers';

export const tensorTypes = { 0: 'float32', 1: 'float16', 2: 'int32' } as const;
export type TensorType = (typeof tensorTypes)[keyof typeof tensorTypes];

/** Builtin operators that are known here, by their number in the schema. */
const operatorNames: Readonly<Record<number, OperatorKind>> = {
  0: 'add',
  3: 'conv2d',
  4: 'depthwiseConv2d',
  6: 'dequantize',
  17: 'maxPool2d',
  19: 'relu',
  22: 'reshape',
  23: 'resizeBilinear',
  34: 'pad',
  54: 'prelu',
};
export type OperatorKind =
  | 'add'
  | 'conv2d'
  | 'depthwiseConv2d'
  | 'dequantize'
  | 'maxPool2d'
  | 'pad'
  | 'prelu'
  | 'relu'
  | 'reshape'
  | 'resizeBilinear';

export interface TfliteTensor {
  readonly name: string;
  readonly type: TensorType;
  /** NHWC for feature maps, OHWI for convolution weights. */
  readonly shape: readonly number[];
  /** Little-endian values of a constant; absent for what the graph computes. */
  readonly data?: Uint8Array;
}

/** Spatial settings of convolutions and pools; fields that an operator lacks are absent. */
export interface OperatorOptions {
  readonly padding: 'same' | 'valid';
  readonly strideWidth: number;
  readonly strideHeight: number;
  readonly dilationWidth?: number;
  readonly dilationHeight?: number;
  readonly depthMultiplier?: number;
  readonly filterWidth?: number;
  readonly filterHeight?: number;
  readonly activation: Activation;
  /** Of a resize: which points of both grids lie on each other. */
  readonly grid?: 'corners' | 'halfPixels' | 'origins';
}
export type Activation = 'none' | 'relu' | 'relu6';

export interface TfliteOperator {
  readonly kind: OperatorKind;
  /** Tensor indices; -1 stands for an input left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Of convolutions, pools and additions. */
  readonly options: OperatorOptions;
}

export interface TfliteGraph {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A table of the flatbuffer, read by field number. */
class Table {
  constructor(
    private readonly buffer: ByteBuffer,
    private readonly start: number,
  ) {}

  static root(buffer: ByteBuffer): Table {
    return new Table(buffer, buffer.readInt32(buffer.position()) + buffer.position());
  }

  int8(field: number, absent = 0): number {
    const at = this.at(field);
    return at === 0 ? absent : this.buffer.readInt8(at);
  }

  int32(field: number, absent = 0): number {
    const at = this.at(field);
    return at === 0 ? absent : this.buffer.readInt32(at);
  }

  string(field: number): string {
    const at = this.at(field);
    return at === 0 ? '' : String(this.buffer.__string(at));
  }

  table(field: number): Table | undefined {
    const at = this.at(field);
    return at === 0 ? undefined : new Table(this.buffer, this.buffer.__indirect(at));
  }

  tables(field: number): Table[] {
    return this.vector(field, 4, (at) => new Table(this.buffer, this.buffer.__indirect(at)));
  }

  int32s(field: number): number[] {
    return this.vector(field, 4, (at) => this.buffer.readInt32(at));
  }

  bytes(field: number): Uint8Array {
    const at = this.at(field);
    if (at === 0) return new Uint8Array();
    const start = this.buffer.__vector(at);
    return this.buffer.bytes().subarray(start, start + this.buffer.__vector_len(at));
  }

  private vector<Item>(field: number, stride: number, read: (at: number) => Item): Item[] {
    const at = this.at(field);
    if (at === 0) return [];
    const start = this.buffer.__vector(at);
    return Array.from({ length: this.buffer.__vector_len(at) }, (_, index) => read(start + index * stride));
  }

  /** Where a field's value lies, 0 when it is left at its default. */
  private at(field: number): number {
    const offset = this.buffer.__offset(this.start, 4 + 2 * field);
    return offset === 0 ? 0 : this.start + offset;
  }
}

/**
 * @throws {Error} when the bytes are no TFLite file, hold more than one subgraph, or use an operator or tensor type that
 * is not known here.
 */
export function readTflite(bytes: Uint8Array): TfliteGraph {
  if (new TextDecoder().decode(bytes.subarray(4, 8)) !== 'TFL3')
    throw new Error('Not a TFLite file: the mark TFL3 is missing');
  const model = Table.root(new ByteBuffer(bytes));
  const kinds = model.tables(1).map((code) => operatorKind(Math.max(code.int8(0), code.int32(3))));
  const buffers = model.tables(4).map((buffer) => buffer.bytes(0));
  const [subgraph, ...others] = model.tables(2);
  if (subgraph === undefined || others.length > 0)
    throw new Error(
      `A TFLite file with one subgraph is wanted, this one has ${others.length + (subgraph ? 1 : 0)}`,
    );
  return {
    tensors: subgraph.tables(0).map((tensor) => readTensor(tensor, buffers)),
    operators: subgraph.tables(3).map((operator) => readOperator(operator, kinds)),
    inputs: subgraph.int32s(1),
    outputs: subgraph.int32s(2),
  };
}

function operatorKind(code: number): OperatorKind {
  const kind = operatorNames[code];
  if (kind === undefined) throw new Error(`TFLite operator ${code} is not known to this converter`);
  return kind;
}

function readTensor(table: Table, buffers: readonly Uint8Array[]): TfliteTensor {
  const name = table.string(3);
  const type = (tensorTypes as Readonly<Record<number, TensorType>>)[table.int8(1)];
  if (type === undefined)
    throw new Error(
      `TFLite tensor "${name}" has type ${table.int8(1)}, which is not known to this converter`,
    );
  const data = buffers[table.int32(2)];
  const shape = table.int32s(0);
  return data === undefined || data.length === 0 ? { name, type, shape } : { name, type, shape, data };
}

function readOperator(table: Table, kinds: readonly OperatorKind[]): TfliteOperator {
  const kind = kinds[table.int32(0)];
  if (kind === undefined)
    throw new Error(`A TFLite operator refers to code ${table.int32(0)}, which the file does not list`);
  return {
    kind,
    inputs: table.int32s(1),
    outputs: table.int32s(2),
    options: readOptions(kind, table.table(4)),
  };
}

function readOptions(kind: OperatorKind, table: Table | undefined): OperatorOptions {
  const defaults: OperatorOptions = { padding: 'same', strideWidth: 1, strideHeight: 1, activation: 'none' };
  if (table === undefined) return defaults;
  const spatial = {
    padding: table.int8(0) === 0 ? 'same' : 'valid',
    strideWidth: table.int32(1),
    strideHeight: table.int32(2),
  } as const;
  switch (kind) {
    case 'conv2d':
      return {
        ...spatial,
        activation: activation(table.int8(3)),
        dilationWidth: table.int32(4, 1),
        dilationHeight: table.int32(5, 1),
      };
    case 'depthwiseConv2d':
      return {
        ...spatial,
        depthMultiplier: table.int32(3),
        activation: activation(table.int8(4)),
        dilationWidth: table.int32(5, 1),
        dilationHeight: table.int32(6, 1),
      };
    case 'maxPool2d':
      return {
        ...spatial,
        filterWidth: table.int32(3),
        filterHeight: table.int32(4),
        activation: activation(table.int8(5)),
      };
    case 'add':
      return { ...defaults, activation: activation(table.int8(0)) };
    case 'resizeBilinear':
      return {
        ...defaults,
        grid: table.int8(2) !== 0 ? 'corners' : table.int8(3) !== 0 ? 'halfPixels' : 'origins',
      };
    default:
      return defaults;
  }
}

function activation(code: number): Activation {
  const known = { 0: 'none', 1: 'relu', 3: 'relu6' } as const;
  const name = (known as Readonly<Record<number, Activation>>)[code];
  if (name === undefined) throw new Error(`TFLite activation ${code} is not known to this converter`);
  return name;
}
