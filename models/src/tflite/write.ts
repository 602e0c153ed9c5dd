/** Writes a TensorFlow Lite flatbuffer from a plan of its tensors and operators. */
import { Builder, type Offset } from 'flatbuffers';

export interface TensorPlan {
  readonly name: string;
  readonly shape: readonly number[];
  /** Constant content; its class gives the type, `Uint16Array` standing for half floats. */
  readonly data?: Float32Array | Uint16Array | Int32Array;
}

export interface OperatorPlan {
  /** Number of the builtin operator in the schema. */
  readonly code: number;
  readonly inputs: readonly number[];
  readonly output: number;
  /** Fields of the options table in order; bytes and 32-bit numbers. */
  readonly options?: readonly (readonly ['int8' | 'int32', number])[];
  /** Number of the options table in the schema's union `BuiltinOptions`; runtimes want it, the reader here does not. */
  readonly optionsType?: number;
}

export interface Plan {
  readonly tensors: readonly TensorPlan[];
  readonly operators: readonly OperatorPlan[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A TFLite file of one subgraph. */
export function writeTflite({ tensors, operators, inputs, outputs }: Plan): Uint8Array {
  const builder = new Builder(1024);
  const codes = [...new Set(operators.map(({ code }) => code))];
  const operatorCodes = tables(
    builder,
    codes.map((code) =>
      table(builder, 4, () => {
        builder.addFieldInt8(0, code, 0);
        builder.addFieldInt32(3, code, 0);
      }),
    ),
  );
  // By convention buffer 0 is empty: it stands for "not a constant".
  const contents = [new Uint8Array(), ...tensors.map(({ data }) => bytesOf(data))];
  const buffers = tables(
    builder,
    contents.map((content) => {
      const vector = aligned(builder, content);
      return table(builder, 1, () => builder.addFieldOffset(0, vector, 0));
    }),
  );
  const tensorTables = tables(
    builder,
    tensors.map(({ name, shape, data }, index) => {
      const nameAt = builder.createString(name);
      const shapeAt = int32s(builder, shape);
      return table(builder, 4, () => {
        builder.addFieldOffset(0, shapeAt, 0);
        builder.addFieldInt8(1, data instanceof Uint16Array ? 1 : data instanceof Int32Array ? 2 : 0, 0);
        builder.addFieldInt32(2, data ? index + 1 : 0, 0);
        builder.addFieldOffset(3, nameAt, 0);
      });
    }),
  );
  const operatorTables = tables(
    builder,
    operators.map((operator) => {
      const inputsAt = int32s(builder, operator.inputs);
      const outputsAt = int32s(builder, [operator.output]);
      const fields = operator.options ?? [];
      const optionsAt = table(builder, fields.length, () => {
        for (const [field, [kind, value]] of fields.entries()) {
          if (kind === 'int8') builder.addFieldInt8(field, value, 0);
          else builder.addFieldInt32(field, value, 0);
        }
      });
      return table(builder, 5, () => {
        builder.addFieldInt32(0, codes.indexOf(operator.code), 0);
        builder.addFieldOffset(1, inputsAt, 0);
        builder.addFieldOffset(2, outputsAt, 0);
        builder.addFieldInt8(3, operator.optionsType ?? 0, 0);
        builder.addFieldOffset(4, optionsAt, 0);
      });
    }),
  );
  const [inputsAt, outputsAt] = [int32s(builder, inputs), int32s(builder, outputs)];
  const subgraph = table(builder, 4, () => {
    builder.addFieldOffset(0, tensorTables, 0);
    builder.addFieldOffset(1, inputsAt, 0);
    builder.addFieldOffset(2, outputsAt, 0);
    builder.addFieldOffset(3, operatorTables, 0);
  });
  const subgraphs = tables(builder, [subgraph]);
  const model = table(builder, 5, () => {
    builder.addFieldInt32(0, 3, 0);
    builder.addFieldOffset(1, operatorCodes, 0);
    builder.addFieldOffset(2, subgraphs, 0);
    builder.addFieldOffset(4, buffers, 0);
  });
  builder.finish(model, 'TFL3');
  return builder.asUint8Array();
}

function table(builder: Builder, fields: number, fillIn: () => void): Offset {
  builder.startObject(fields);
  fillIn();
  return builder.endObject();
}

function tables(builder: Builder, offsets: readonly Offset[]): Offset {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}

/** Runtimes read numbers where they lie, and want them at multiples of 16 bytes. */
function aligned(builder: Builder, content: Uint8Array): Offset {
  builder.startVector(1, content.length, 16);
  for (let at = content.length - 1; at >= 0; at--) builder.addInt8(content[at]!);
  return builder.endVector();
}

function int32s(builder: Builder, values: readonly number[]): Offset {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addInt32(value);
  return builder.endVector();
}

function bytesOf(data: TensorPlan['data']): Uint8Array {
  return data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array();
}
