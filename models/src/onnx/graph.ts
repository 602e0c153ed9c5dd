/** An ONNX graph as plain values: what the converter writes, the simplifier rewrites and the codec stores. */

/** A `Uint16Array` holds the bits of half-precision numbers. */
export type TensorData = Float32Array | Uint16Array | Int8Array | Int32Array | BigInt64Array;

export interface ConstantTensor {
  readonly dims: readonly number[];
  /** Row-major. */
  readonly data: TensorData;
}

/** Attributes by their ONNX kind; the kind matters, as `1` may be an integer or a float. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'tensor'; readonly value: ConstantTensor };

export interface Node {
  readonly op: string;
  /** Names of values; an empty name stands for an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** An input or output of the graph. */
export interface GraphValue {
  readonly name: string;
  /** Of floats, -1 for a side that may vary; absent where the runtime is to find out type and shape. */
  readonly shape?: readonly number[];
}

export interface Graph {
  readonly name: string;
  /** Version of the default operator set. */
  readonly opset: number;
  /** In an order in which they can run. */
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<string, ConstantTensor>;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const ints = (...value: number[]): Attribute => ({ kind: 'ints', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const text = (value: string): Attribute => ({ kind: 'string', value });

/** How many values a tensor of this shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
