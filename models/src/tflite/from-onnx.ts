/** Converts a float network from ONNX to TFLite: channels move behind rows and columns (NHWC), activations into their operators. */
import { encodeOnnx } from '../onnx/codec.ts';
import { type ConstantTensor, type Graph, type Node, sizeOf } from '../onnx/graph.ts';
import type { Evaluate } from '../onnx/simplify.ts';
import { type Activation, activations, type Builtin, builtins, type Fields } from './builtins.ts';
import { convolution, gemm, padRows, pool, type Shape, toLast } from './operators.ts';
import type { OperatorPlan, Plan, TensorPlan } from './write.ts';

/**
 * The same function as a TFLite file's plan; values of four sides are NHWC where the network's are NCHW, all others as they are.
 * Names of inputs and outputs stay.
 *
 * @param graph With one input of a fixed size, and its constants folded: see `simplify`.
 * @throws {Error} when an operator is used in a way that is not known here; names the value.
 */
export async function convertOnnx(graph: Graph, evaluate: Evaluate): Promise<Plan> {
  return new Converter(graph, await shapesOf(graph, evaluate)).convert();
}

/** Of everything that is computed, found by computing it once. */
async function shapesOf(graph: Graph, evaluate: Evaluate): Promise<ReadonlyMap<string, Shape>> {
  const [{ name, shape = [] }] = graph.inputs as [Graph['inputs'][number]];
  const outputs = graph.nodes.flatMap((node) => node.outputs.map((output) => ({ name: output })));
  const zeros = { [name]: { dims: shape, data: new Float32Array(sizeOf(shape)) } };
  const values = await evaluate(encodeOnnx({ ...graph, outputs }), zeros);
  return new Map([[name, shape], ...Object.entries(values).map(([key, { dims }]) => [key, dims] as const)]);
}

/** A value of the network and the tensor that holds it. */
interface Held {
  readonly tensor: number;
  /** In the network's order. */
  readonly shape: Shape;
  /** Whether the tensor has channels last where the network has them second. */
  readonly moved: boolean;
}

class Converter {
  private readonly tensors: TensorPlan[] = [];
  private readonly operators: OperatorPlan[] = [];
  private readonly held = new Map<string, Held>();
  private readonly done = new Set<Node>();

  constructor(
    private readonly graph: Graph,
    private readonly shapes: ReadonlyMap<string, Shape>,
  ) {}

  convert(): Plan {
    const inputs = this.graph.inputs.map(({ name }) => this.hold(name));
    for (const node of this.graph.nodes) if (!this.done.has(node)) this.node(node);
    return {
      tensors: this.tensors,
      operators: this.operators,
      inputs: inputs.map(({ tensor }) => tensor),
      outputs: this.graph.outputs.map(({ name }) => this.value(name).tensor),
    };
  }

  private node(node: Node): void {
    const [first = '', second = ''] = node.inputs;
    const [output = ''] = node.outputs;
    switch (node.op) {
      case 'Conv':
        this.convolve(node, first, output);
        return;
      case 'MaxPool':
        this.fused(node, 'maxPool2d', [this.value(first).tensor], pool(node));
        return;
      case 'Add':
      case 'Mul':
      case 'Sub': {
        const rank = this.shapes.get(output)!.length;
        const inputs = [first, second].map((name) => this.operand(name, rank));
        const kind = ({ Add: 'add', Mul: 'mul', Sub: 'sub' } as const)[node.op];
        this.fused(node, kind, inputs, (activation) => [['int8', activation]]);
        return;
      }
      case 'Gemm':
        this.connect(node, first, output);
        return;
      case 'PRelu': {
        const slope = this.operand(second, 4);
        this.result('prelu', [this.value(first).tensor, slope], output);
        return;
      }
      case 'Pad':
        this.pad(first, second, output);
        return;
      case 'Relu':
      case 'Clip':
        this.result(
          this.activationOf(node) === 'relu' ? 'relu' : 'relu6',
          [this.value(first).tensor],
          output,
        );
        return;
      case 'Sigmoid':
        this.result('logistic', [this.value(first).tensor], output);
        return;
      case 'Concat':
        this.concatenate(node, output);
        return;
      case 'GlobalAveragePool':
      case 'ReduceMean':
        this.mean(node, first, output);
        return;
      case 'Resize':
        this.resize(node, first, output);
        return;
      case 'Transpose':
        this.transpose(node, first, output);
        return;
      case 'Reshape':
      case 'Unsqueeze':
        this.reshape(first, output);
        return;
      default:
        throw new Error(`ONNX operator ${node.op} of "${output}" is not known to this converter`);
    }
  }

  private convolve(node: Node, input: string, output: string): void {
    const from = this.value(input);
    const shape = this.shapes.get(output)!;
    const { constants } = this.graph;
    const { kind, weights, bias, fields, padding } = convolution(node, from.shape, shape, constants);
    let source = from.tensor;
    if (padding) {
      const [batch, channels, height, width] = from.shape as [number, number, number, number];
      const [top, left, bottom, right] = padding;
      const padded = [batch, height + top + bottom, width + left + right, channels];
      const pads = this.constant(`${output}/pads`, padRows([0, 0, top, left], [0, 0, bottom, right]));
      source = this.emit('pad', [source, pads], `${output}/padded`, padded);
    }
    this.fused(node, kind, [source, ...this.weighted(output, weights, bias)], fields);
  }

  private connect(node: Node, input: string, output: string): void {
    const { weights, bias } = gemm(node, this.graph.constants);
    const inputs = [this.value(input).tensor, ...this.weighted(output, weights, bias)];
    this.fused(node, 'fullyConnected', inputs, (activation) => [['int8', activation]]);
  }

  private weighted(output: string, weights: ConstantTensor, bias: ConstantTensor): readonly number[] {
    return [this.constant(`${output}/weights`, weights), this.constant(`${output}/bias`, bias)];
  }

  private pad(input: string, given: string, output: string): void {
    const pads = [...(this.graph.constants.get(given)?.data ?? [])].map(Number);
    const rows = this.constant(`${output}/pads`, padRows(pads.slice(0, 4), pads.slice(4)));
    this.result('pad', [this.value(input).tensor, rows], output);
  }

  /** Over rows and columns. */
  private mean(node: Node, input: string, output: string): void {
    const axes = { dims: [2], data: Int32Array.of(1, 2) };
    const keep = node.op === 'GlobalAveragePool' || node.attributes.keepdims?.value !== 0;
    const inputs = [this.value(input).tensor, this.constant(`${output}/axes`, axes)];
    this.result('mean', inputs, output, [['int8', keep ? 1 : 0]]);
  }

  /** With the activation that alone reads its answer, where there is one. */
  private fused(
    node: Node,
    kind: Builtin,
    inputs: readonly number[],
    fields: (activation: number) => Fields,
  ): void {
    const [output = ''] = node.outputs;
    const readers = this.graph.nodes.filter((one) => one.inputs.includes(output));
    const asked = this.graph.outputs.some(({ name }) => name === output);
    const [reader] = readers;
    const activation = readers.length === 1 && !asked && reader ? this.activationOf(reader) : undefined;
    if (activation) this.done.add(reader!);
    this.result(
      kind,
      inputs,
      activation ? reader!.outputs[0]! : output,
      fields(activations[activation ?? 'none']),
    );
  }

  private activationOf(node: Node): Activation | undefined {
    if (node.op === 'Relu') return 'relu';
    if (node.op !== 'Clip') return undefined;
    const [low, high] = node.inputs.slice(1).map((name) => this.graph.constants.get(name)?.data[0]);
    return low === 0 && high === 6 ? 'relu6' : undefined;
  }

  private concatenate(node: Node, output: string): void {
    const values = node.inputs.map((name) => this.value(name));
    const axis = Number(node.attributes.axis?.value);
    const [{ moved } = { moved: false }] = values;
    if (values.some((value) => value.moved !== moved))
      throw new Error(`"${output}" is put together of values in two orders`);
    const at = moved ? [0, 3, 1, 2][axis]! : axis;
    this.result(
      'concatenation',
      values.map(({ tensor }) => tensor),
      output,
      [
        ['int32', at],
        ['int8', 0],
      ],
      moved,
    );
  }

  private resize(node: Node, input: string, output: string): void {
    const [, , height = 1, width = 1] = this.shapes.get(output)!;
    const size = this.constant(`${output}/size`, { dims: [2], data: Int32Array.of(height, width) });
    const how = `${node.attributes.mode?.value} ${node.attributes.coordinate_transformation_mode?.value} ${node.attributes.nearest_mode?.value ?? ''}`;
    const inputs = [this.value(input).tensor, size];
    if (how.trim() === 'linear half_pixel')
      this.result('resizeBilinear', inputs, output, [
        ['int32', 0],
        ['int32', 0],
        ['int8', 0],
        ['int8', 1],
      ]);
    else if (how === 'nearest asymmetric floor') this.result('resizeNearest', inputs, output);
    else throw new Error(`A resize "${how}" of "${output}" is not known to this converter`);
  }

  /** Only what brings channels last: their tensors have them there already. */
  private transpose(node: Node, input: string, output: string): void {
    const from = this.value(input);
    if (!from.moved || String(node.attributes.perm?.value) !== '0,2,3,1')
      throw new Error(`The order of "${output}" is not known to this converter`);
    this.held.set(output, { tensor: from.tensor, shape: this.shapes.get(output)!, moved: false });
  }

  private reshape(input: string, output: string): void {
    const from = this.value(input);
    const shape = this.shapes.get(output)!;
    const orderless = (sides: Shape) => sides[1] === 1 || sizeOf(sides.slice(2)) === 1;
    const moved = shape.length === 4;
    if ((from.moved && !orderless(from.shape)) || (moved && !orderless(shape)))
      throw new Error(`"${output}" counts values in another order than TFLite`);
    const sides = moved ? toLast(shape) : shape;
    const wanted = this.constant(`${output}/shape`, { dims: [sides.length], data: Int32Array.from(sides) });
    this.result('reshape', [from.tensor, wanted], output, [], moved);
  }

  /** One side of a sum or product: a constant's sides are moved as those of what it meets. */
  private operand(name: string, rank: number): number {
    const constant = this.graph.constants.get(name);
    if (constant === undefined) return this.value(name).tensor;
    const sides = [...Array<number>(Math.max(0, rank - constant.dims.length)).fill(1), ...constant.dims];
    // Channels alone differ, so that the order of the values stays.
    if (rank === 4 && sizeOf(sides) !== sides[1] && sizeOf(sides) !== 1)
      throw new Error(`Constant "${name}" differs by more than its channels`);
    const dims = rank === 4 ? toLast(sides).slice(1) : sides;
    return this.constant(`${name}/${rank}`, { dims, data: constant.data });
  }

  private result(
    kind: Builtin,
    inputs: readonly number[],
    output: string,
    options: Fields = [],
    moved?: boolean,
  ) {
    const { tensor, shape } = this.hold(output, moved);
    this.operators.push({ ...builtins[kind], inputs, output: tensor, options });
    return { tensor, shape };
  }

  /** A step between, which the network has no name for. */
  private emit(kind: Builtin, inputs: readonly number[], name: string, shape: Shape): number {
    this.tensors.push({ name, shape });
    const output = this.tensors.length - 1;
    this.operators.push({ ...builtins[kind], inputs, output, options: [] });
    return output;
  }

  private hold(name: string, moved = this.shapes.get(name)?.length === 4): Held {
    const shape = this.shapes.get(name)!;
    this.tensors.push({ name, shape: moved ? toLast(shape) : shape });
    const held = { tensor: this.tensors.length - 1, shape, moved };
    this.held.set(name, held);
    return held;
  }

  private value(name: string): Held {
    const held = this.held.get(name);
    if (held === undefined)
      throw new Error(`"${name}" is a constant where this converter wants what is computed`);
    return held;
  }

  private constant(name: string, { dims, data }: ConstantTensor): number {
    if (!(data instanceof Float32Array || data instanceof Int32Array))
      throw new Error(`Constant "${name}" is neither of floats nor of 32-bit integers`);
    this.tensors.push({ name, shape: dims, data });
    return this.tensors.length - 1;
  }
}
