/** How convolutions are planned, and what is computed like one. */
import { count, type GraphNode, unsupported } from './onnx-graph.ts';
import { expect, integers, ofMap, type Planner, type Value } from './planner.ts';
import { operation, type Step, wholeVectors } from './steps.ts';

/** Floats of neighbourhoods that are gathered at once: half of the smallest first-level cache of today's processors. */
const gatheredFloats = 4096;
const joins = { adds: true, clamps: true, leaks: true };

export function planConvolution(node: GraphNode, planner: Planner): Value {
  const [input, weights = '', bias] = node.inputs;
  expect(node, 'auto_pad', 'NOTSET');
  const map = planner.map(planner.value(input));
  const [, channels = 0, height = 0, width = 0] = map.dims;
  const dims = planner.weights.dims(weights);
  const [outputs = 0, each = 0, kernelHeight = 0, kernelWidth = 0] = dims;
  const [groups = 1] = integers(node, 'group', [1]);
  const window = readWindow(node, [kernelHeight, kernelWidth]);
  const shape = [1, outputs, ...windowsIn([height, width], window)];
  if (dims.length !== 4 || each * groups !== channels || outputs < 1) {
    throw unsupported(`Conv with weights of [${dims}] on a map of [${map.dims}]`);
  }
  const common: Step = {
    input: planner.place(map),
    ...ofMap('input', map.dims),
    ...ofMap('output', shape),
    ...fieldsOf(window),
    bias: planner.weights.channels(bias || undefined, outputs),
  };
  const taps = kernelHeight * kernelWidth;
  if (groups > 1) {
    if (each !== 1 || outputs !== groups) throw unsupported(`Conv with ${groups} groups`);
    const laidOut = planner.weights.taps(weights, channels, taps);
    return planner.draft(
      shape,
      'map',
      { operation: operation.depthwise, ...common, weights: laidOut },
      { clamps: true, leaks: true },
    );
  }
  const step: Step = {
    operation: operation.convolution,
    ...common,
    weights: planner.weights.panels(weights, outputs, each, taps),
  };
  const isWhole = count(shape.slice(2)) === 1 && window.pads.every((pad) => pad === 0);
  const seesAll =
    isWhole && kernelHeight === height && kernelWidth === width && window.dilations.every((d) => d === 1);
  if (seesAll && channels % 4 === 0) {
    return planner.draft(shape, 'map', { ...step, ...ofMap('input', [1, channels * taps, 1, 1]) }, joins);
  }
  const isPointwise =
    taps === 1 && window.strides.every((s) => s === 1) && window.pads.every((pad) => pad === 0);
  if (isPointwise) return planner.draft(shape, 'map', step, joins);
  const depth = taps * channels;
  const scratchRows = Math.max(4, Math.floor(gatheredFloats / depth / 4) * 4);
  return planner.draft(
    shape,
    'map',
    { ...step, scratch: planner.newPart(scratchRows * depth * 4), scratchRows },
    joins,
  );
}

/** A product with a matrix: a convolution of one pixel. */
export function planGemm(node: GraphNode, planner: Planner): Value {
  const [input, weights = '', bias] = node.inputs;
  expect(node, 'alpha', 1);
  expect(node, 'beta', 1);
  expect(node, 'transA', 0);
  const flat = planner.flat(planner.value(input));
  const [rows = 0, depth = 0] = flat.dims;
  const sides = planner.weights.dims(weights);
  const isTransposed = integers(node, 'transB', [0])[0] === 1;
  const [outputs = 0, inputs = 0] = isTransposed ? sides : [...sides].reverse();
  if (sides.length !== 2 || flat.dims.length !== 2 || rows !== 1 || depth !== inputs) {
    throw unsupported(`Gemm of [${flat.dims}] and [${sides}]`);
  }
  return planner.draft(
    [1, outputs],
    'flat',
    {
      operation: operation.convolution,
      input: planner.place(flat),
      ...ofMap('input', [1, inputs, 1, 1]),
      ...ofMap('output', [1, outputs, 1, 1]),
      weights: isTransposed
        ? planner.weights.panels(weights, outputs, inputs, 1)
        : planner.weights.turnedPanels(weights, outputs, inputs),
      bias: planner.weights.channels(bias || undefined, outputs),
    },
    joins,
  );
}

export function planMaxPool(node: GraphNode, planner: Planner): Value {
  expect(node, 'auto_pad', 'NOTSET');
  expect(node, 'ceil_mode', 0);
  const map = planner.map(planner.value(node.inputs[0]));
  const [, channels = 0, height = 0, width = 0] = map.dims;
  const window = readWindow(node, integers(node, 'kernel_shape', []));
  const [top = 0, left = 0, bottom = 0, right = 0] = window.pads;
  const [kernelHeight = 0, kernelWidth = 0] = window.kernel;
  if (Math.max(top, bottom) >= kernelHeight || Math.max(left, right) >= kernelWidth) {
    throw unsupported(`MaxPool that sees nothing but padding`);
  }
  const shape = [1, channels, ...windowsIn([height, width], window)];
  return planner.draft(shape, 'map', {
    operation: operation.maxPool,
    input: planner.place(map),
    ...ofMap('input', map.dims),
    ...ofMap('output', shape),
    ...fieldsOf(window),
  });
}

/** The mean of each channel. @param dims Of the answer, from the number of channels. */
export function planMean(input: Value, planner: Planner, dims: (channels: number) => number[]): Value {
  const map = planner.map(input);
  const [, channels = 0] = map.dims;
  const shape = dims(channels);
  return planner.draft(shape, shape.length === 4 ? 'map' : 'flat', {
    operation: operation.mean,
    input: planner.place(map),
    ...ofMap('input', map.dims),
    outputStride: wholeVectors(channels),
  });
}

/** What slides over a map. Height before width; pads top, left, bottom, right. */
interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

function readWindow(node: GraphNode, kernel: readonly number[]): Window {
  const window = {
    kernel,
    strides: integers(node, 'strides', [1, 1]),
    dilations: integers(node, 'dilations', [1, 1]),
    pads: integers(node, 'pads', [0, 0, 0, 0]),
  };
  const { strides, dilations, pads } = window;
  const says = integers(node, 'kernel_shape', kernel);
  const sizes = [...kernel, ...strides, ...dilations];
  const isKnown =
    says.length === 2 &&
    says.every((side, i) => side === kernel[i]) &&
    sizes.length === 6 &&
    sizes.every((size) => size >= 1 && size <= 1024) &&
    pads.length === 4 &&
    pads.every((pad) => pad >= 0 && pad <= 1024);
  if (!isKnown) {
    throw unsupported(
      `${node.operator} with kernel [${kernel}], strides [${strides}], dilations [${dilations}], pads [${pads}]`,
    );
  }
  return window;
}

function fieldsOf({ kernel, strides, dilations, pads }: Window): Step {
  return {
    kernelHeight: kernel[0]!,
    kernelWidth: kernel[1]!,
    strideY: strides[0]!,
    strideX: strides[1]!,
    dilationY: dilations[0]!,
    dilationX: dilations[1]!,
    padTop: pads[0]!,
    padLeft: pads[1]!,
  };
}

/** How often a window fits into a map, down and across. */
function windowsIn(sides: readonly number[], { kernel, strides, dilations, pads }: Window): number[] {
  return sides.map((side, i) => {
    const free = side + pads[i]! + pads[i + 2]! - (kernel[i]! - 1) * dilations[i]! - 1;
    if (free < 0) throw unsupported(`a kernel of ${kernel[i]} does not fit into ${side} pixels`);
    return Math.floor(free / strides[i]!) + 1;
  });
}
