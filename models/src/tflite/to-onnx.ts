/** Converts a TFLite float network to ONNX: channels move in front of rows and columns (NCHW), half floats grow to floats. */
import { halfToFloat } from '../half-precision.ts';
import { type ConstantTensor, type Graph, int, ints, type Node, sizeOf, text } from '../onnx/graph.ts';
import type { OperatorOptions, TfliteGraph, TfliteOperator, TfliteTensor } from './read.ts';

/** The operator set of the files written: old enough for every runtime, new enough for `Pad` with computed widths. */
const opset = 12;

/**
 * @param graph - Every feature map has four dimensions (NHWC); only what reshapes them gives others.
 * @returns the same function on NCHW tensors; inputs and outputs keep their TFLite names.
 * @throws {Error} when an operator is used in a way that is not known here; names the tensor.
 */
export function convertTflite(graph: TfliteGraph): Graph {
  const converter = new Converter(graph);
  return converter.convert();
}

class Converter {
  private readonly nodes: Node[] = [];
  private readonly constants = new Map<string, ConstantTensor>();
  /** Where a value comes from that needs no node of its own: a half-float constant behind a `dequantize`. */
  private readonly sources = new Map<number, number>();

  constructor(private readonly graph: TfliteGraph) {}

  convert(): Graph {
    for (const operator of this.graph.operators) this.operator(operator);
    return {
      name: 'tflite',
      opset,
      nodes: this.nodes,
      constants: this.constants,
      inputs: this.graph.inputs.map((index) => this.value(index)),
      outputs: this.graph.outputs.map((index) => this.value(index)),
    };
  }

  private operator({ kind, inputs, outputs, options }: TfliteOperator): void {
    const [first = -1, second = -1, third = -1] = inputs;
    const [output = -1] = outputs;
    switch (kind) {
      case 'dequantize':
        this.sources.set(output, first);
        return;
      case 'conv2d':
        // OHWI to OIHW.
        this.emit(
          'Conv',
          output,
          options,
          [first],
          { weights: this.constant(second, [0, 3, 1, 2]), bias: this.constant(third) },
          this.window(first, output, options, this.kernel(second), 1),
        );
        return;
      case 'depthwiseConv2d': {
        // 1HWO to O1HW: every output channel sees one input channel.
        const channels = this.shape(first)[3]!;
        this.emit(
          'Conv',
          output,
          options,
          [first],
          { weights: this.constant(second, [3, 0, 1, 2]), bias: this.constant(third) },
          this.window(first, output, options, this.kernel(second), channels),
        );
        return;
      }
      case 'maxPool2d': {
        const kernel = [options.filterHeight ?? 1, options.filterWidth ?? 1];
        this.emit('MaxPool', output, options, [first], {}, this.window(first, output, options, kernel));
        return;
      }
      case 'add':
        this.emit('Add', output, options, [first, second], {}, {});
        return;
      case 'prelu': {
        // A slope of 1×1×C becomes C×1×1.
        this.emit('PRelu', output, options, [first], { slope: this.constant(second, [2, 0, 1]) }, {});
        return;
      }
      case 'relu':
        this.emit('Relu', output, options, [first], {}, {});
        return;
      case 'resizeBilinear':
        this.resize(first, output, options);
        return;
      case 'reshape':
        this.reshape(first, output);
        return;
      case 'pad':
        this.emit('Pad', output, options, [first], { pads: this.pads(second) }, {});
        return;
    }
  }

  /** Adds a node, its constants as initialisers named after its output, and its activation as a node of its own. */
  private emit(
    op: string,
    output: number,
    options: OperatorOptions,
    inputs: readonly number[],
    constants: Readonly<Record<string, ConstantTensor>>,
    attributes: Node['attributes'],
  ): void {
    const name = this.tensor(output).name;
    const names = Object.entries(constants).map(([part, tensor]) => {
      this.constants.set(`${name}/${part}`, tensor);
      return `${name}/${part}`;
    });
    const raw = options.activation === 'none' ? name : `${name}/linear`;
    this.nodes.push({
      op,
      inputs: [...inputs.map((input) => this.tensor(input).name), ...names],
      outputs: [raw],
      attributes,
    });
    if (options.activation === 'relu')
      this.nodes.push({ op: 'Relu', inputs: [raw], outputs: [name], attributes: {} });
    else if (options.activation !== 'none')
      throw new Error(`Activation ${options.activation} of "${name}" is not known to this converter`);
  }

  /** Attributes of what slides a window over rows and columns. */
  private window(
    input: number,
    output: number,
    options: OperatorOptions,
    kernel: readonly number[],
    group?: number,
  ): Node['attributes'] {
    const strides = [options.strideHeight, options.strideWidth];
    const dilations = [options.dilationHeight ?? 1, options.dilationWidth ?? 1];
    const padding = [0, 1].map((axis) =>
      options.padding === 'valid'
        ? 0
        : Math.max(
            (this.shape(output)[axis + 1]! - 1) * strides[axis]! +
              (kernel[axis]! - 1) * dilations[axis]! +
              1 -
              this.shape(input)[axis + 1]!,
            0,
          ),
    );
    // TFLite puts the odd row and column at the end.
    const before = padding.map((total) => Math.floor(total / 2));
    const after = padding.map((total, axis) => total - before[axis]!);
    return {
      kernel_shape: ints(...kernel),
      strides: ints(...strides),
      pads: ints(...before, ...after),
      ...(group === undefined ? {} : { dilations: ints(...dilations), group: int(group) }),
    };
  }

  /** By whole factors, so that the network still takes other sizes. */
  private resize(input: number, output: number, options: OperatorOptions): void {
    const [from, to] = [this.shape(input), this.shape(output)];
    const scales = [1, 1, to[1]! / from[1]!, to[2]! / from[2]!];
    const { name } = this.tensor(output);
    this.constants.set(`${name}/scales`, { dims: [4], data: Float32Array.from(scales) });
    // Wanted before operator set 13, and only read for a kind of resize that is not used here.
    this.constants.set(`${name}/region`, { dims: [0], data: new Float32Array() });
    this.nodes.push({
      op: 'Resize',
      inputs: [this.tensor(input).name, `${name}/region`, `${name}/scales`],
      outputs: [name],
      attributes: {
        mode: text('linear'),
        coordinate_transformation_mode: text(
          { corners: 'align_corners', halfPixels: 'half_pixel', origins: 'asymmetric' }[
            options.grid ?? 'origins'
          ],
        ),
      },
    });
  }

  /** A reshape counts values in the order rows, columns, channels: they are brought back into it first. */
  private reshape(input: number, output: number): void {
    const { name, shape } = this.tensor(output);
    this.constants.set(`${name}/shape`, {
      dims: [shape.length],
      data: BigInt64Array.from(shape.map(BigInt)),
    });
    this.nodes.push(
      {
        op: 'Transpose',
        inputs: [this.tensor(input).name],
        outputs: [`${name}/channels-last`],
        attributes: { perm: ints(0, 2, 3, 1) },
      },
      { op: 'Reshape', inputs: [`${name}/channels-last`, `${name}/shape`], outputs: [name], attributes: {} },
    );
  }

  private kernel(weights: number): number[] {
    return this.shape(weights).slice(1, 3);
  }

  /** TFLite's rows of (before, after) per NHWC axis become ONNX's befores, then afters, per NCHW axis. */
  private pads(index: number): ConstantTensor {
    const tensor = this.tensor(index);
    if (tensor.type !== 'int32' || tensor.data === undefined)
      throw new Error(`Padding "${tensor.name}" is not a constant`);
    const values = new Int32Array(new Uint8Array(tensor.data).buffer);
    const rows = [0, 3, 1, 2].map((axis) => [values[axis * 2]!, values[axis * 2 + 1]!] as const);
    return {
      dims: [8],
      data: BigInt64Array.from(
        [...rows.map(([before]) => before), ...rows.map(([, after]) => after)].map(BigInt),
      ),
    };
  }

  /** A float constant, axes in the given order. */
  private constant(index: number, order?: readonly number[]): ConstantTensor {
    const tensor = this.tensor(this.sources.get(index) ?? index);
    if (tensor.data === undefined)
      throw new Error(`"${tensor.name}" is computed where this converter wants a constant`);
    const values = floats(tensor);
    const natural = tensor.shape.map((_, axis) => axis);
    return permute(values, tensor.shape, order ?? natural);
  }

  private value(index: number): { name: string; shape: number[] } {
    const { name, shape } = this.tensor(index);
    if (shape.length !== 4) return { name, shape: [...shape] };
    const [batch = 1, height = 1, width = 1, channels = 1] = shape;
    return { name, shape: [batch, channels, height, width] };
  }

  private shape(index: number): readonly number[] {
    return this.tensor(index).shape;
  }

  private tensor(index: number): TfliteTensor {
    const tensor = this.graph.tensors[index];
    if (tensor === undefined) throw new Error(`The TFLite graph has no tensor ${index}`);
    return tensor;
  }
}

function floats({ name, type, data = new Uint8Array() }: TfliteTensor): Float32Array {
  const bytes = new Uint8Array(data).buffer;
  if (type === 'float32') return new Float32Array(bytes);
  if (type === 'float16') return Float32Array.from(new Uint16Array(bytes), halfToFloat);
  throw new Error(`"${name}" is ${type} where this converter wants floats`);
}

/** Reorders axes: axis `i` of the result is axis `order[i]` of the input. */
export function permute(
  values: Float32Array,
  shape: readonly number[],
  order: readonly number[],
): ConstantTensor {
  const dims = order.map((axis) => shape[axis]!);
  const strides = order.map((axis) => sizeOf(shape.slice(axis + 1)));
  const data = new Float32Array(values.length);
  const position = dims.map(() => 0);
  for (let to = 0; to < data.length; to++) {
    data[to] = values[position.reduce((from, at, axis) => from + at * strides[axis]!, 0)]!;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      position[axis]!++;
      if (position[axis]! < dims[axis]!) break;
      position[axis] = 0;
    }
  }
  return { dims, data };
}
