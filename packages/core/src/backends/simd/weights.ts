/** A model's constants in the kernel's memory, laid out as its loops read them. */

import type { KernelMemory } from './kernel-memory.ts';
import { type Constant, type Graph, unsupported } from './onnx-graph.ts';
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
      const { values } = constant;
      if (!(values instanceof Float32Array)) continue;
      this.#constants.set(name, {
        ...constant,
        values: values.slice(0, values.length > mostKept ? 0 : undefined),
      });
    }
  }

  /** @throws {LivePhotoError} `model_invalid` for a name that is no constant of this kind. */
  floats(name: string): Constant & { readonly values: Float32Array } {
    const constant = this.#constants.get(name);
    if (!(constant?.values instanceof Float32Array)) throw unsupported(`'${name}' is no constant of floats`);
    return { ...constant, values: constant.values };
  }

  /** Whole numbers, as operators take them for shapes and axes. */
  integers(name: string): readonly number[] {
    const constant = this.#constants.get(name);
    if (constant === undefined || constant.values instanceof Float32Array) {
      throw unsupported(`'${name}' is no constant of whole numbers`);
    }
    return constant.values;
  }

  /** The one number that a constant is, if it is one. */
  scalar(name: string): number | undefined {
    const constant = this.#constants.get(name);
    return constant?.values instanceof Float32Array && constant.values.length === 1
      ? constant.values[0]
      : undefined;
  }

  isConstant(name: string): boolean {
    return this.#constants.has(name);
  }

  /**
   * Weights of `outputs` x `inputs` x `taps` in panels of output channels.
   * @param values In that order of sides.
   */
  panels(name: string, values: () => Float32Array, outputs: number, inputs: number, taps: number): number {
    return this.#once(`panels ${name}`, () =>
      this.#packed(values(), wholeVectors(outputs) * inputs * taps, (from, to) =>
        this.#memory.kernel.packPanels(from, to, outputs, inputs, taps),
      ),
    );
  }

  /** Weights of `channels` x `taps`, tap by tap. */
  taps(name: string, channels: number, taps: number): number {
    return this.#once(`taps ${name}`, () =>
      this.#packed(this.floats(name).values, wholeVectors(channels) * taps, (from, to) =>
        this.#memory.kernel.packTaps(from, to, channels, taps),
      ),
    );
  }

  /** One number a channel, 0 in the filling; of a constant of one number, that number for all. Zeros without a name. */
  channels(name: string | undefined, count: number): number {
    return this.#once(`channels ${name} ${count}`, () => {
      const values = name ? this.floats(name).values : new Float32Array(count);
      if (values.length !== count && values.length !== 1) {
        throw unsupported(`'${name}' holds other than ${count} numbers`);
      }
      const filled = new Float32Array(wholeVectors(count));
      filled.set(values.length === count ? values : new Float32Array(count).fill(values[0]!));
      const at = this.#memory.take(filled.byteLength);
      new Float32Array(this.#memory.buffer, at, filled.length).set(filled);
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

  #packed(values: Float32Array, size: number, pack: (from: number, to: number) => void): number {
    const to = this.#memory.take(size * 4);
    const from = this.#memory.take(values.byteLength);
    new Float32Array(this.#memory.buffer, from, values.length).set(values);
    pack(from, to);
    this.#memory.free(from);
    return to;
  }
}
