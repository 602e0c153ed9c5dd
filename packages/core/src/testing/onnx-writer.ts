/** Writes small ONNX files for tests. */
import {
  elementType,
  graphInitializer,
  graphInput,
  graphNode,
  graphOutput,
  join,
  message,
  modelGraph,
  modelOperatorSet,
  nodeAttribute,
  nodeInput,
  nodeOperator,
  nodeOutput,
  numberField,
  tensorBytes,
  tensorName,
  tensorSides,
  tensorType,
  textField,
} from '../backends/onnx-message.ts';

export type Attribute = number | string | readonly number[];

export interface WrittenNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface WrittenModel {
  readonly nodes: readonly WrittenNode[];
  /** Name to sides, and floats, whole numbers, signed bytes, or the bits of half-precision numbers. */
  readonly constants?: Readonly<
    Record<
      string,
      {
        readonly dims: readonly number[];
        readonly values: Float32Array | readonly bigint[] | Int8Array | Uint16Array;
      }
    >
  >;
  /** Sides of the one input, `input`; of 0 for any. */
  readonly input: readonly number[];
  readonly outputs: readonly string[];
}

const version = 8;
const operatorSet = 12;
const kinds = { integer: 2, text: 3, integers: 7 } as const;

export function writeModel({ nodes, constants = {}, input, outputs }: WrittenModel): Uint8Array {
  const graph = [
    ...nodes.flatMap(writeNode),
    ...Object.entries(constants).flatMap(([name, { dims, values }]) => {
      const content = ArrayBuffer.isView(values) ? values : BigInt64Array.from(values);
      return message(graphInitializer, [
        ...dims.map((side) => numberField(tensorSides, side)),
        numberField(tensorType, typeOf(values)),
        ...textField(tensorName, name),
        ...message(tensorBytes, [new Uint8Array(content.buffer)]),
      ]);
    }),
    ...message(graphInput, writeValue('input', input)),
    ...outputs.flatMap((name) => message(graphOutput, writeValue(name, undefined))),
  ];
  return join([
    numberField(1, version),
    ...message(modelGraph, [...textField(2, 'graph'), ...graph]),
    ...message(modelOperatorSet, [numberField(2, operatorSet)]),
  ]);
}

function typeOf(values: object): number {
  if (values instanceof Float32Array) return elementType.float32;
  if (values instanceof Uint16Array) return elementType.float16;
  return values instanceof Int8Array ? elementType.int8 : elementType.int64;
}

function writeNode({ operator, inputs, output, attributes = {} }: WrittenNode): Uint8Array[] {
  return message(graphNode, [
    ...inputs.flatMap((name) => textField(nodeInput, name)),
    ...textField(nodeOutput, output),
    ...textField(nodeOperator, operator),
    ...Object.entries(attributes).flatMap(([name, value]) =>
      message(nodeAttribute, [...textField(1, name), ...writeAttribute(value)]),
    ),
  ]);
}

function writeAttribute(value: Attribute): Uint8Array[] {
  if (typeof value === 'string') return [...textField(4, value), numberField(20, kinds.text)];
  if (typeof value === 'number') return [numberField(3, value), numberField(20, kinds.integer)];
  return [...value.map((each) => numberField(8, each)), numberField(20, kinds.integers)];
}

/** A value of floats, its sides unknown where none are given. */
function writeValue(name: string, dims: readonly number[] | undefined): Uint8Array[] {
  const shape = dims?.flatMap((side) =>
    message(1, side === 0 ? textField(2, 'any') : [numberField(1, side)]),
  );
  return [
    ...textField(1, name),
    ...message(2, message(1, [numberField(1, elementType.float32), ...(shape ? message(2, shape) : [])])),
  ];
}
