/** How each operator of ONNX is planned. Whatever is not in the table, or asked for in another way, no model may have. */
import { planConvolution, planGemm, planMaxPool, planMean } from './convolutions.ts';
import { count, type GraphNode, unsupported } from './onnx-graph.ts';
import { eachOf, expect, integers, ofMap, type Planner, sameDims, type Value } from './planner.ts';
import { planResize } from './resizing.ts';
import { activation, operation, type Step, wholeVectors } from './steps.ts';

type Plan = (node: GraphNode, planner: Planner) => Value;

export const operators: Readonly<Record<string, Plan>> = {
  Add: (node, planner) => planSum(node, planner),
  Sub: (node, planner) => planScalar(node, planner, (number) => ({ low: 1, high: -number })),
  Mul: planProduct,
  Clip: planClip,
  Concat: planConcat,
  Conv: planConvolution,
  Gemm: planGemm,
  GlobalAveragePool: ({ inputs }, planner) =>
    planMean(planner.value(inputs[0]), planner, (channels) => [1, channels, 1, 1]),
  MaxPool: planMaxPool,
  PRelu: planLeak,
  Pad: planPad,
  ReduceMean: planReduceMean,
  Relu: ({ inputs }, planner) => planner.joinActivation(inputs[0], { activation: activation.clamp, low: 0 }),
  Reshape: planReshape,
  Resize: planResize,
  Sigmoid: ({ inputs }, planner) => {
    const value = planner.value(inputs[0]);
    const step = { operation: operation.logistic, input: planner.place(value), ...eachOf(value) };
    return planner.draft(value.dims, value.layout, step);
  },
  Transpose: planTranspose,
  Unsqueeze: planUnsqueeze,
};

const joins = { adds: true, clamps: true, leaks: true };

function planSum(node: GraphNode, planner: Planner): Value {
  const [first, second] = node.inputs;
  if ([first, second].some((name) => planner.weights.isConstant(name ?? ''))) {
    return planScalar(node, planner, (number) => ({ low: 1, high: number }));
  }
  const [a, b] = [planner.value(first), planner.value(second)];
  const joined = planner.joinSum(second, a, first) ?? planner.joinSum(first, b, second);
  if (joined) return joined;
  if (!sameDims(a.dims, b.dims)) throw unsupported(`Add of [${a.dims}] and [${b.dims}]`);
  return planPair(operation.add, a, b, planner);
}

function planProduct(node: GraphNode, planner: Planner): Value {
  const [first, second] = node.inputs;
  if ([first, second].some((name) => planner.weights.isConstant(name ?? ''))) {
    return planScalar(node, planner, (number) => ({ low: number, high: 0 }));
  }
  const [a, b] = [planner.value(first), planner.value(second)];
  const isOfChannels = (vector: Value, map: Value) =>
    map.dims.length === 4 && sameDims(vector.dims, [1, map.dims[1]!, 1, 1]);
  if (sameDims(a.dims, b.dims)) return planPair(operation.multiply, a, b, planner);
  if (isOfChannels(b, a)) return planPair(operation.multiply, planner.map(a), planner.map(b), planner, 0);
  if (isOfChannels(a, b)) return planPair(operation.multiply, planner.map(b), planner.map(a), planner, 0);
  throw unsupported(`Mul of [${a.dims}] and [${b.dims}]`);
}

/** @param otherStride 0 where `b` is one pixel for all of `a`. */
function planPair(which: number, a: Value, b: Value, planner: Planner, otherStride?: number): Value {
  const [one, other] = a.layout === b.layout ? [a, b] : [planner.map(a), planner.map(b)];
  const each = eachOf(one);
  const step: Step = {
    operation: which,
    input: planner.place(one),
    other: planner.place(other),
    ...each,
    otherStride: otherStride ?? each.inputStride!,
  };
  return planner.draft(one.dims, one.layout, step, joins);
}

/** A value and a constant number. @param affine The factor, and what is then added. */
function planScalar(
  node: GraphNode,
  planner: Planner,
  affine: (number: number) => { low: number; high: number },
): Value {
  const [first = '', second = ''] = node.inputs;
  const isFirst = node.operator !== 'Sub' && planner.weights.isConstant(first);
  const number = planner.weights.scalar(isFirst ? first : second);
  if (number === undefined) throw unsupported(`${node.operator} with a constant of many numbers`);
  const name = isFirst ? second : first;
  const value = planner.value(name);
  const factors = affine(number);
  if (factors.low === 1 && factors.high === 0)
    return planner.isUsedOnce(name) ? value : { ...value, part: planner.place(value), draft: undefined };
  const map = value.dims.length === 4 ? planner.map(value) : value;
  const step = { operation: operation.affine, input: planner.place(map), ...eachOf(map), ...factors };
  return planner.draft(map.dims, map.layout, step);
}

function planClip(node: GraphNode, planner: Planner): Value {
  const [input, least, most] = node.inputs;
  const limit = (name: string | undefined, attribute: string, otherwise: number) => {
    if (name) return planner.weights.floats(name)[0] ?? otherwise;
    const value = node.attributes.get(attribute);
    return typeof value === 'number' ? value : otherwise;
  };
  const [low, high] = [limit(least, 'min', -Infinity), limit(most, 'max', Infinity)];
  return planner.joinActivation(input, { activation: activation.clamp, low, high });
}

function planLeak({ inputs: [input, slopes = ''] }: GraphNode, planner: Planner): Value {
  const { dims } = planner.value(input);
  const [, channels = 0] = dims;
  const of = planner.weights.dims(slopes);
  const isOfChannels = dims.length === 4 && count(of) === channels && of.at(-3) === channels;
  if (!isOfChannels && count(of) !== 1) throw unsupported(`PRelu of [${dims}] with slopes of [${of}]`);
  if (dims.length !== 4) throw unsupported(`PRelu of [${dims}]`);
  const value = planner.value(input);
  if (value.layout !== 'map') planner.set(input ?? '', planner.map(value));
  return planner.joinActivation(input, {
    activation: activation.leak,
    slopes: planner.weights.channels(slopes, channels),
  });
}

/** Channels of zeros behind the others. */
function planPad(node: GraphNode, planner: Planner): Value {
  const [input, pads = '', constant] = node.inputs;
  expect(node, 'mode', 'constant');
  const map = planner.map(planner.value(input));
  const [, channels = 0, height = 0, width = 0] = map.dims;
  const sides = planner.weights.integers(pads);
  const isOfChannels =
    sides.length === 8 && sides.every((pad, i) => (i === 5 ? pad >= 0 && pad < 65536 : pad === 0));
  if (!isOfChannels || (constant && planner.weights.scalar(constant) !== 0))
    throw unsupported(`Pad by [${sides}]`);
  const shape = [1, channels + sides[5]!, height, width];
  const step = {
    operation: operation.copy,
    input: planner.place(map),
    ...ofMap('input', map.dims),
    ...ofMap('output', shape),
  };
  return planner.draft(shape, 'map', step);
}

function planConcat(node: GraphNode, planner: Planner): Value {
  const [axis = 0] = integers(node, 'axis', []);
  const values = node.inputs.map((name) => planner.value(name));
  const [{ dims: shape } = { dims: [] }] = values;
  const isAlong = ({ dims }: Value) =>
    dims.length === shape.length && dims.every((side, i) => i === axis || side === shape[i]);
  if (!values.every(isAlong) || !(axis in shape))
    throw unsupported(`Concat along ${axis} of ${values.map(({ dims }) => `[${dims}]`)}`);
  const dims = shape.map((side, i) =>
    i === axis ? values.reduce((sum, value) => sum + value.dims[axis]!, 0) : side,
  );
  const ofChannels = axis === 1 && shape.length === 4;
  if (!ofChannels && count(shape.slice(0, axis)) !== 1)
    throw unsupported(`Concat along ${axis} of [${shape}]`);
  const layout = ofChannels ? 'map' : 'flat';
  const [, , height = 1, width = 1] = shape;
  const [pixels, stride] = ofChannels ? [height * width, wholeVectors(dims[1]!)] : [1, count(dims)];
  const part = planner.newPart(pixels * stride * 4);
  let before = 0;
  for (const value of values) {
    const input = ofChannels ? planner.map(value) : planner.flat(value);
    const channels = ofChannels ? value.dims[1]! : count(value.dims);
    planner.take({
      operation: operation.copy,
      input: planner.place(input),
      inputHeight: 1,
      inputWidth: pixels,
      inputChannels: channels,
      inputStride: ofChannels ? wholeVectors(channels) : channels,
      output: part,
      outputSkip: before * 4,
      outputChannels: channels,
      outputStride: stride,
    });
    before += channels;
  }
  return { dims, layout, draft: undefined, part };
}

/** Channels last, as maps lie already. */
function planTranspose(node: GraphNode, planner: Planner): Value {
  const order = integers(node, 'perm', []);
  const map = planner.map(planner.value(node.inputs[0]));
  const [, channels = 0, height = 0, width = 0] = map.dims;
  if (!sameDims(order, [0, 2, 3, 1])) throw unsupported(`Transpose to [${order}]`);
  const step = {
    operation: operation.copy,
    input: planner.place(map),
    ...ofMap('input', map.dims),
    outputChannels: channels,
    outputStride: channels,
  };
  return planner.draft([1, height, width, channels], 'flat', step);
}

function planReshape(node: GraphNode, planner: Planner): Value {
  const [input, shape = ''] = node.inputs;
  expect(node, 'allowzero', 0);
  const value = planner.value(input);
  const wanted = planner.weights.integers(shape).map((side, i) => (side === 0 ? (value.dims[i] ?? 0) : side));
  const known = count(wanted.filter((side) => side !== -1));
  const dims = wanted.map((side) => (side === -1 ? count(value.dims) / known : side));
  if (!dims.every((side) => Number.isInteger(side) && side >= 1)) throw unsupported(`Reshape to [${wanted}]`);
  return planner.reshaped(value, dims);
}

function planUnsqueeze(node: GraphNode, planner: Planner): Value {
  const [input, name] = node.inputs;
  const axes = name ? planner.weights.integers(name) : integers(node, 'axes', []);
  const value = planner.value(input);
  const dims = [...value.dims];
  for (const axis of [...axes].sort((a, b) => a - b)) {
    if (axis < 0 || axis > dims.length) throw unsupported(`Unsqueeze at [${axes}]`);
    dims.splice(axis, 0, 1);
  }
  return planner.reshaped(value, dims);
}

function planReduceMean(node: GraphNode, planner: Planner): Value {
  const axes = integers(node, 'axes', []);
  const value = planner.value(node.inputs[0]);
  if (!sameDims(axes, [2, 3]) || value.dims.length !== 4) throw unsupported(`ReduceMean over [${axes}]`);
  const keeps = integers(node, 'keepdims', [1])[0] === 1;
  return planMean(value, planner, (channels) => (keeps ? [1, channels, 1, 1] : [1, channels]));
}
