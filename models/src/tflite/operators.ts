/** What an ONNX operator's attributes and weights are in TFLite's terms. */
import type { ConstantTensor, Node } from '../onnx/graph.ts';
import { permute } from './to-onnx.ts';
import type { OperatorPlan } from './write.ts';

export type Shape = readonly number[];
/** Rows above, columns before, rows below, columns after. */
export type Padding = readonly [number, number, number, number];
type Fields = (activation: number) => NonNullable<OperatorPlan['options']>;

const same = 0;
const valid = 1;

/** NCHW to NHWC. */
export function toLast([batch = 1, channels = 1, height = 1, width = 1]: Shape): number[] {
  return [batch, height, width, channels];
}

interface Convolution {
  readonly kind: 'conv2d' | 'depthwiseConv2d';
  /** OHWI, and 1HWO where every channel is by itself. */
  readonly weights: ConstantTensor;
  readonly bias: ConstantTensor;
  readonly fields: Fields;
  /** Zeros that have to be put around the input first, as TFLite's own two ways of padding do not put them. */
  readonly padding: Padding | undefined;
}

/** @throws {Error} for groups of more than one channel, and weights that are computed */
export function convolution(
  node: Node,
  from: Shape,
  to: Shape,
  constants: ReadonlyMap<string, ConstantTensor>,
): Convolution {
  const [output = ''] = node.outputs;
  const weights = floats(node.inputs[1], constants);
  const [outputs = 1, , height = 1, width = 1] = weights.dims;
  const [, channels = 1] = from;
  const group = numbers(node, 'group', [1])[0]!;
  const [strideHeight = 1, strideWidth = 1] = numbers(node, 'strides', [1, 1]);
  const [dilationHeight = 1, dilationWidth = 1] = numbers(node, 'dilations', [1, 1]);
  const pads = numbers(node, 'pads', [0, 0, 0, 0]) as unknown as Padding;
  // One channel in, one group: both are the same convolution.
  const isDepthwise = group === channels && group > 1;
  if (!isDepthwise && group !== 1) throw new Error(`"${output}" has groups of more than one channel`);
  const way = paddingOf(pads, [
    { from: from[2]!, to: to[2]!, kernel: height, stride: strideHeight, dilation: dilationHeight },
    { from: from[3]!, to: to[3]!, kernel: width, stride: strideWidth, dilation: dilationWidth },
  ]);
  const bias = node.inputs[2]
    ? floats(node.inputs[2], constants)
    : { dims: [outputs], data: new Float32Array(outputs) };
  const windows = [
    ['int8', way ?? valid],
    ['int32', strideWidth],
    ['int32', strideHeight],
  ] as const;
  const dilations = [
    ['int32', dilationWidth],
    ['int32', dilationHeight],
  ] as const;
  return {
    kind: isDepthwise ? 'depthwiseConv2d' : 'conv2d',
    weights: permute(weights.data, weights.dims, isDepthwise ? [1, 2, 3, 0] : [0, 2, 3, 1]),
    bias,
    fields: (activation) =>
      isDepthwise
        ? [...windows, ['int32', outputs / channels], ['int8', activation], ...dilations]
        : [...windows, ['int8', activation], ...dilations],
    padding: way === undefined ? pads : undefined,
  };
}

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/** TFLite's own name of a padding, if it has one: `same` puts the odd row and column at the end. */
function paddingOf(pads: Padding, axes: readonly [Axis, Axis]): number | undefined {
  if (pads.every((side) => side === 0)) return valid;
  const isSame = axes.every(({ from, to, kernel, stride, dilation }, axis) => {
    const total = Math.max((to - 1) * stride + (kernel - 1) * dilation + 1 - from, 0);
    const before = Math.floor(total / 2);
    return to === Math.ceil(from / stride) && pads[axis] === before && pads[axis + 2] === total - before;
  });
  return isSame ? same : undefined;
}

/** @throws {Error} for a pool that pads, or counts every other row */
export function pool(node: Node): Fields {
  const [height = 1, width = 1] = numbers(node, 'kernel_shape', []);
  const [strideHeight = 1, strideWidth = 1] = numbers(node, 'strides', [1, 1]);
  if (numbers(node, 'pads', []).some((side) => side !== 0))
    throw new Error(`Pool "${node.outputs[0]}" pads, which is not known to this converter`);
  return (activation) => [
    ['int8', valid],
    ['int32', strideWidth],
    ['int32', strideHeight],
    ['int32', width],
    ['int32', height],
    ['int8', activation],
  ];
}

/**
 * TFLite's rows of (before, after), one for each side of NHWC.
 * @param before Of each side of NCHW.
 * @param after Of each side of NCHW.
 */
export function padRows(before: readonly number[], after: readonly number[]): ConstantTensor {
  const rows = [0, 2, 3, 1].flatMap((side) => [before[side] ?? 0, after[side] ?? 0]);
  return { dims: [4, 2], data: Int32Array.from(rows) };
}

/** @throws {Error} for factors other than one */
export function gemm(node: Node, constants: ReadonlyMap<string, ConstantTensor>) {
  for (const name of ['alpha', 'beta'])
    if (numbers(node, name, [1])[0] !== 1) throw new Error(`"${node.outputs[0]}" is multiplied by ${name}`);
  const { dims, data } = floats(node.inputs[1], constants);
  const rows = numbers(node, 'transB', [0])[0] === 1;
  return {
    weights: rows ? { dims, data } : permute(data, dims, [1, 0]),
    bias: floats(node.inputs[2], constants),
  };
}

function floats(name: string | undefined, constants: ReadonlyMap<string, ConstantTensor>) {
  const constant = constants.get(name ?? '');
  if (!(constant?.data instanceof Float32Array))
    throw new Error(`"${name}" is no constant of floats, which this converter wants`);
  return { dims: constant.dims, data: constant.data };
}

/** An attribute's number or numbers. */
function numbers(node: Node, name: string, absent: readonly number[]): readonly number[] {
  const attribute = node.attributes[name];
  if (attribute === undefined) return absent;
  if (attribute.kind === 'ints' || attribute.kind === 'floats') return attribute.value;
  if (attribute.kind === 'int' || attribute.kind === 'float') return [attribute.value];
  throw new Error(`Attribute ${name} of "${node.outputs[0]}" is not of numbers`);
}
