/** A model's constants in the kernel's memory, laid out as its loops read them. */

import { elementType } from '../onnx-message.ts';
import type { KernelMemory } from './kernel-memory.ts';
import { type Constant, count, type FloatConstant, floatsOf, type Graph, unsupported } from './onnx-graph.ts';
import { wholeVectors } from './steps.ts';

/** Numbers of a constant that operators may ask for whenever they are planned: limits, factors. */
const mostKept = 16;

export class Weights {
  readonly #memory: KernelMemory;
  readonly #constants: Map<string, Constant>;
  /** What was laid out, by how and for whom. */
  readonly #addresses = new Map<string, number>();

  constructor(memory: KernelMemory, constants: Graph['constants']) {
    this.#memory = memory;
    this.#constants = new Map(constants);
  }

  /** Lets go of the file that the constants were read from: what is large was laid out by now, and only its sides are asked for again. */
  leaveFile(): void {
    for (const [name, constant] of this.#constants) {
      if (constant.kind === 'integers') continue;
      const isKept = count(constant.dims) <= mostKept;
      const bytes = isKept ? new Uint8Array(constant.bytes) : new Uint8Array();
      this.#constants.set(name, { ...constant, bytes, scales: isKept ? constant.scales : undefined });
    }
  }

  /** The sides of a constant of floats. @throws {LivePhotoError} `model_invalid` for a name that is none. */
  dims(name: string): readonly number[] {
    return this.#floats(name).dims;
  }

  /** @throws {LivePhotoError} `model_invalid` for a name that is no constant of floats. */
  floats(name: string): Float32Array {
    return floatsOf(this.#floats(name));
  }

  #floats(name: string): FloatConstant {
    const constant = this.#constants.get(name);
    if (constant?.kind !== 'floats') throw unsupported(`'${name}' is no constant of floats`);
    return constant;
  }

  /** Whole numbers, as operators take them for shapes and axes. */
  integers(name: string): readonly number[] {
    const constant = this.#constants.get(name);
    if (constant?.kind !== 'integers') {
      throw unsupported(`'${name}' is no constant of whole numbers`);
    }
    return constant.values;
  }

  /** The one number that a constant is, if it is one. */
  scalar(name: string): number | undefined {
    const constant = this.#constants.get(name);
    return constant?.kind === 'floats' && count(constant.dims) === 1 ? floatsOf(constant)[0] : undefined;
  }

  isConstant(name: string): boolean {
    return this.#constants.has(name);
  }

  /** Weights of `outputs` x `inputs` x `taps`, in that order of sides, in panels of output channels. */
  panels(name: string, outputs: number, inputs: number, taps: number): number {
    return this.#once(`panels ${name}`, () =>
      this.#packed(this.#floats(name), wholeVectors(outputs) * inputs * taps, (from, to) =>
        this.#memory.kernel.packPanels(from, to, outputs, inputs, taps),
      ),
    );
  }

  /** A matrix of `inputs` x `outputs`, as `panels` lays out what it is turned around. */
  turnedPanels(name: string, outputs: number, inputs: number): number {
    return this.#once(`turned panels ${name}`, () => {
      const constant = this.#floats(name);
      const bytes = new Uint8Array(transpose(floatsOf(constant), inputs, outputs).buffer);
      const turned = { ...constant, type: elementType.float32, bytes, scales: undefined };
      return this.#packed(turned, wholeVectors(outputs) * inputs, (from, to) =>
        this.#memory.kernel.packPanels(from, to, outputs, inputs, 1),
      );
    });
  }

  /** Weights of `channels` x `taps`, tap by tap. */
  taps(name: string, channels: number, taps: number): number {
    return this.#once(`taps ${name}`, () =>
      this.#packed(this.#floats(name), wholeVectors(channels) * taps, (from, to) =>
        this.#memory.kernel.packTaps(from, to, channels, taps),
      ),
    );
  }

  /** One number a channel, 0 in the filling; of a constant of one number, that number for all. Zeros without a name. */
  channels(name: string | undefined, channels: number): number {
    return this.#once(`channels ${name} ${channels}`, () => {
      const constant = name ? this.#floats(name) : undefined;
      const numbers = constant ? count(constant.dims) : 0;
      const isKnown = numbers === channels || numbers === 1;
      if (constant && (!isKnown || constant.bytes.length === 0)) {
        throw unsupported(`'${name}' holds other than ${channels} numbers`);
      }
      const filled = wholeVectors(channels);
      const at = this.#memory.take(filled * 4);
      const place = new Float32Array(this.#memory.buffer, at, filled);
      place.fill(0, numbers === channels ? channels : 0);
      if (constant && numbers === channels && constant.type !== elementType.int8) this.#widen(constant, at);
      else if (constant) place.set(floatsOf(constant));
      if (numbers !== channels && numbers === 1) place.fill(place[0]!, 0, channels);
      return at;
    });
  }

  free(): void {
    for (const at of this.#addresses.values()) this.#memory.free(at);
    this.#addresses.clear();
  }

  #once(key: string, make: () => number): number {
    const known = this.#addresses.get(key);
    if (known !== undefined) return known;
    const at = make();
    this.#addresses.set(key, at);
    return at;
  }

  #packed(constant: FloatConstant, size: number, pack: (from: number, to: number) => void): number {
    const to = this.#memory.take(size * 4);
    const from = this.#widened(constant);
    pack(from, to);
    this.#memory.free(from);
    return to;
  }

  /** @returns Where its numbers are now, 32 bits each: to be freed. */
  #widened(constant: FloatConstant): number {
    const at = this.#memory.take((count(constant.dims) + (constant.scales?.length ?? 1)) * 4);
    this.#widen(constant, at);
    return at;
  }

  /** Writes its numbers, 32 bits each; behind those of bytes there is room for their scales. */
  #widen({ dims, type, bytes, scales = Float32Array.of(1) }: FloatConstant, to: number): void {
    const { kernel, buffer } = this.#memory;
    const numbers = count(dims);
    const end = to + numbers * 4;
    // What is narrow is widened from the end of its place to the start, over itself.
    const from = end - bytes.length;
    new Uint8Array(buffer, from, bytes.length).set(bytes);
    if (type === elementType.float16) kernel.widenHalves(from, to, numbers);
    if (type === elementType.int8) {
      new Float32Array(buffer, end, scales.length).set(scales);
      kernel.widenBytes(from, end, to, scales.length, numbers / scales.length);
    }
  }
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c]!;
  }
  return turned;
}
