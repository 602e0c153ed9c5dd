/** Stores the weights of convolutions as whole numbers of eight bits with one scale an output channel: a quarter of the size. */
import { type ConstantTensor, type Graph, int, type Node, sizeOf } from './graph.ts';

/** Smaller ones, and those with one input channel to an output, cost little and suffer more. */
const minValues = 256;
const largest = 127;
/** ONNX's number for 32-bit floats. */
const float32 = 1;

/**
 * The same network up to rounding: every weight is off by at most half a 127th of the largest of its output channel. What
 * runs is a network of floats; a runtime widens the weights once, when it loads them.
 */
export function storeInEightBits(graph: Graph): Graph {
  const constants = new Map(graph.constants);
  const widening: Node[] = [];
  const nodes = graph.nodes.map((node) => {
    const [input = '', name = '', ...rest] = node.inputs;
    const weights = constants.get(name);
    if (node.op !== 'Conv' || weights === undefined || !isWorthIt(weights)) return node;
    const { numbers, scales } = round(weights);
    const parts = { numbers: `${name}/eight-bit`, scales: `${name}/scale`, wide: `${name}/wide` };
    const widened = `${name}/widened`;
    constants.set(parts.numbers, numbers).set(parts.scales, scales);
    widening.push(
      { op: 'Cast', inputs: [parts.numbers], outputs: [parts.wide], attributes: { to: int(float32) } },
      { op: 'Mul', inputs: [parts.wide, parts.scales], outputs: [widened], attributes: {} },
    );
    return { ...node, inputs: [input, widened, ...rest] };
  });
  const used = new Set([...widening, ...nodes].flatMap(({ inputs }) => inputs));
  return {
    ...graph,
    nodes: [...widening, ...nodes],
    constants: new Map([...constants].filter(([name]) => used.has(name))),
  };
}

function isWorthIt({ dims, data }: ConstantTensor): boolean {
  return data instanceof Float32Array && data.length >= minValues && dims[1]! > 1;
}

function round({ dims, data }: ConstantTensor): { numbers: ConstantTensor; scales: ConstantTensor } {
  const channels = dims[0]!;
  const each = sizeOf(dims.slice(1));
  const numbers = new Int8Array(data.length);
  const scales = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * each;
    let peak = 0;
    for (let i = from; i < from + each; i++) peak = Math.max(peak, Math.abs(Number(data[i])));
    // A channel of zeros keeps its zeros whatever the scale.
    const scale = Math.fround((peak || 1) / largest);
    scales[channel] = scale;
    for (let i = from; i < from + each; i++) numbers[i] = Math.round(Number(data[i]) / scale);
  }
  return {
    numbers: { dims, data: numbers },
    scales: { dims: [channels, ...dims.slice(1).map(() => 1)], data: scales },
  };
}
