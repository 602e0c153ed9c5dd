/** The early part of a MobileNetV2 (Sandler et al. 2018) from the weights of a Keras model: blocks of an inverted residual each. */
import { type ConstantTensor, type Graph, ints, type Node } from '../onnx/graph.ts';
import type { Weights } from './read.ts';

const opset = 12;
/** Of Keras's batch normalisation in this network. */
const epsilon = 0.001;
/** Blocks that halve the picture. */
const halving = new Set([1, 3, 6, 13]);

/**
 * @param lastBlock Number of the block that the graph ends with; its values are called `block`.
 * @param side Of the input, RGB from 0 to 1, in pixels.
 * @throws {Error} when a weight is missing or of another shape than its place wants.
 */
export function mobileNetV2(weights: ReadonlyMap<string, Weights>, lastBlock: number, side: number): Graph {
  const writer = new Writer(weights);
  let value = writer.conv('input', 'Conv1', 'bn_Conv1', { stride: 2, bounded: true });
  value = writer.block(value, 'expanded_conv', 1, false);
  for (let block = 1; block <= lastBlock; block++) {
    value = writer.block(value, `block_${block}`, halving.has(block) ? 2 : 1, true);
  }
  writer.rename(value, 'block');
  return {
    name: 'mobilenet-v2',
    opset,
    nodes: writer.nodes,
    constants: writer.constants,
    inputs: [{ name: 'input', shape: [1, 3, side, side] }],
    outputs: [{ name: 'block' }],
  };
}

interface ConvOptions {
  readonly stride?: number;
  readonly depthwise?: boolean;
  /** Kept from 0 to 6. */
  readonly bounded?: boolean;
}

class Writer {
  readonly nodes: Node[] = [];
  readonly constants = new Map<string, ConstantTensor>([
    ['least', { dims: [], data: Float32Array.of(0) }],
    ['most', { dims: [], data: Float32Array.of(6) }],
  ]);
  /** Channels of a value. */
  private readonly channels = new Map<string, number>([['input', 3]]);

  constructor(private readonly weights: ReadonlyMap<string, Weights>) {}

  block(input: string, name: string, stride: number, expands: boolean): string {
    let value = input;
    if (expands) value = this.conv(value, `${name}_expand`, `${name}_expand_BN`, { bounded: true });
    const inner = `${name}_depthwise`;
    value = this.conv(value, inner, `${inner}_BN`, { stride, depthwise: true, bounded: true });
    value = this.conv(value, `${name}_project`, `${name}_project_BN`, {});
    if (stride !== 1 || this.channels.get(value) !== this.channels.get(input)) return value;
    const sum = `${name}_add`;
    this.nodes.push({ op: 'Add', inputs: [input, value], outputs: [sum], attributes: {} });
    this.channels.set(sum, this.channels.get(input)!);
    return sum;
  }

  /** A convolution with the normalisation after it folded in; the answer is the name of what it computes. */
  conv(input: string, name: string, normalisation: string, options: ConvOptions): string {
    const { stride = 1, depthwise = false, bounded = false } = options;
    const kernel = this.tensor(`${name}/${depthwise ? 'depthwise_kernel' : 'kernel'}`, 4);
    const [height, width, inner, outer] = kernel.shape as [number, number, number, number];
    const outputs = depthwise ? inner : outer;
    const norm = (part: string) => this.tensor(`${normalisation}/${part}`, 1).data;
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(norm);
    const gain = Float64Array.from(
      { length: outputs },
      (_, o) => gamma![o]! / Math.sqrt(variance![o]! + epsilon),
    );
    const each = depthwise ? 1 : inner;
    const data = new Float32Array(outputs * each * height * width);
    for (let o = 0, at = 0; o < outputs; o++) {
      for (let i = 0; i < each; i++) {
        for (let cell = 0; cell < height * width; cell++, at++) {
          const from = depthwise ? cell * inner + o : (cell * inner + i) * outer + o;
          data[at] = kernel.data[from]! * gain[o]!;
        }
      }
    }
    this.constants.set(`${name}/weights`, { dims: [outputs, each, height, width], data });
    this.constants.set(`${name}/bias`, {
      dims: [outputs],
      data: Float32Array.from(gain, (factor, o) => beta![o]! - mean![o]! * factor),
    });
    // Keras pads a halving convolution at the end only.
    const ends = height === 1 ? [0, 0] : stride === 2 ? [0, 1] : [1, 1];
    const [before, after] = ends as [number, number];
    const sum = bounded ? `${name}/sum` : name;
    this.nodes.push({
      op: 'Conv',
      inputs: [input, `${name}/weights`, `${name}/bias`],
      outputs: [sum],
      attributes: {
        kernel_shape: ints(height, width),
        strides: ints(stride, stride),
        pads: ints(before, before, after, after),
        group: { kind: 'int', value: depthwise ? outputs : 1 },
      },
    });
    if (bounded) {
      this.nodes.push({ op: 'Clip', inputs: [sum, 'least', 'most'], outputs: [name], attributes: {} });
    }
    this.channels.set(name, outputs);
    return name;
  }

  rename(value: string, name: string): void {
    const last = this.nodes[this.nodes.length - 1]!;
    if (!last.outputs.includes(value)) throw new Error(`${value} is not what the graph ends with`);
    this.nodes[this.nodes.length - 1] = { ...last, outputs: [name] };
  }

  private tensor(name: string, rank: number): Weights {
    const found = this.weights.get(name);
    if (found === undefined) throw new Error(`The network has no weights '${name}'`);
    if (found.shape.length !== rank)
      throw new Error(`${name} has ${found.shape.length} dimensions, wanted are ${rank}`);
    return found;
  }
}
