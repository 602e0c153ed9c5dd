/**
 * What operators are planned with: values that are steps not yet taken, so that what follows may still join them, and those that lie in the
 * arena.
 */
import { layOut } from './arena.ts';
import type { KernelMemory } from './kernel-memory.ts';
import { count, type Graph, type GraphNode, unsupported } from './onnx-graph.ts';
import { type ArenaPart, activation, arenaFields, operation, type Step, wholeVectors } from './steps.ts';
import type { Weights } from './weights.ts';

/** A step that is not taken yet, and what may become part of it. */
interface Draft {
  readonly step: Step;
  /** Whether something may be added to what it answers. */
  readonly adds: boolean;
  readonly clamps: boolean;
  readonly leaks: boolean;
}

/**
 * What a node answers. Maps are `[1, channels, height, width]` and lie channels last; flat values lie as their dims say. Where there is one
 * pixel both are the same.
 */
export interface Value {
  readonly dims: readonly number[];
  readonly layout: 'map' | 'flat';
  draft: Draft | undefined;
  part: ArenaPart | undefined;
}

/** Bytes of the largest value. */
const mostBytes = 2 ** 28;

export const sameDims = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((side, i) => side === b[i]);

export class Planner {
  readonly weights: Weights;
  readonly memory: KernelMemory;
  readonly steps: Step[] = [];
  /** What belongs to this plan alone. */
  readonly addresses: number[] = [];
  readonly #values = new Map<string, Value>();
  readonly #uses = new Map<string, number>();
  readonly #parts: ArenaPart[] = [];

  constructor(graph: Pick<Graph, 'nodes' | 'outputs'>, weights: Weights, memory: KernelMemory) {
    this.weights = weights;
    this.memory = memory;
    for (const name of [...graph.outputs, ...graph.nodes.flatMap(({ inputs }) => inputs)]) {
      this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
    }
    // Outputs are never joined with what follows.
    for (const name of graph.outputs) this.#uses.set(name, Infinity);
  }

  /** @throws {LivePhotoError} `model_invalid` for a name that no node before answered. */
  value(name: string | undefined): Value {
    const value = name === undefined ? undefined : this.#values.get(name);
    if (value === undefined) throw unsupported(`'${name}' is used before it is computed, or is a constant`);
    return value;
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  /** Whether one node alone asks for it. */
  isUsedOnce(name: string | undefined): boolean {
    return name !== undefined && this.#uses.get(name) === 1;
  }

  newPart(bytes: number): ArenaPart {
    if (!(bytes <= mostBytes)) throw unsupported(`a value takes ${bytes} bytes`);
    const part = { bytes, first: Infinity, last: -1, offset: 0 };
    this.#parts.push(part);
    return part;
  }

  /** A value that what follows may still join. */
  draft(
    dims: readonly number[],
    layout: Value['layout'],
    step: Step,
    joins: Partial<Omit<Draft, 'step'>> = {},
  ): Value {
    const { adds = false, clamps = false, leaks = false } = joins;
    return { dims, layout, draft: { step, adds, clamps, leaks }, part: undefined };
  }

  /** Takes the step of a value unless that was done. @returns Where the value lies. */
  place(value: Value): ArenaPart {
    if (value.part) return value.part;
    const part = this.newPart(sizeOf(value) * 4);
    this.take({ ...value.draft?.step, output: part });
    value.part = part;
    value.draft = undefined;
    return part;
  }

  take(step: Step): void {
    const index = this.steps.push(step) - 1;
    for (const field of arenaFields) {
      const part = step[field];
      if (part === undefined) continue;
      part.first = Math.min(part.first, index);
      part.last = Math.max(part.last, index);
    }
  }

  /** The value as a map. */
  map(value: Value): Value {
    const { dims } = value;
    if (value.layout === 'map') return value;
    const [batch, channels = 0, height = 1, width = 1] = dims;
    if (batch !== 1 || dims.length < 2 || dims.length > 4) throw unsupported(`[${dims}] is no map`);
    const shape = [1, channels, height, width];
    if (height * width === 1)
      return { dims: shape, layout: 'map', draft: undefined, part: this.place(value) };
    return this.draft(shape, 'map', {
      operation: operation.planesToPixels,
      input: this.place(value),
      ...ofMap('input', shape),
      outputStride: wholeVectors(channels),
    });
  }

  /** The value in the order of its dims. */
  flat(value: Value): Value {
    const { dims } = value;
    if (value.layout === 'flat') return value;
    const [, channels = 0, height = 0, width = 0] = dims;
    if (height * width === 1) return { dims, layout: 'flat', draft: undefined, part: this.place(value) };
    if (channels === 1) {
      return this.draft(dims, 'flat', {
        operation: operation.copy,
        input: this.place(value),
        ...ofMap('input', dims),
        outputChannels: 1,
        outputStride: 1,
      });
    }
    return this.draft(dims, 'flat', {
      operation: operation.pixelsToPlanes,
      input: this.place(value),
      ...ofMap('input', dims),
    });
  }

  /** The same numbers with other dims. */
  reshaped(value: Value, dims: readonly number[]): Value {
    if (count(dims) !== count(value.dims)) throw unsupported(`[${value.dims}] cannot become [${dims}]`);
    return { dims, layout: 'flat', draft: undefined, part: this.place(this.flat(value)) };
  }

  /** `name`, added to: joins the step that computes it where that may be. */
  joinSum(name: string | undefined, other: Value, otherName: string | undefined): Value | undefined {
    const value = this.value(name);
    const { draft, dims } = value;
    if (!draft?.adds || !this.isUsedOnce(name) || !sameDims(dims, other.dims)) return undefined;
    const added = this.#addend(value.layout === 'map' ? this.map(other) : this.flat(other), otherName);
    return { ...value, draft: { ...draft, step: { ...draft.step, ...added }, adds: false } };
  }

  /** `name`, between two numbers or leaking by slopes: joins the step that computes it where that may be. */
  joinActivation(
    name: string | undefined,
    step: Pick<Step, 'activation' | 'slopes' | 'low' | 'high'>,
  ): Value {
    const value = this.value(name);
    const { draft } = value;
    const leaks = step.activation === activation.leak;
    if (draft && (leaks ? draft.leaks : draft.clamps) && this.isUsedOnce(name)) {
      return {
        ...value,
        draft: { step: { ...draft.step, ...step }, adds: false, clamps: false, leaks: false },
      };
    }
    const input = this.place(value);
    return this.draft(value.dims, value.layout, {
      operation: operation.activate,
      input,
      ...eachOf(value),
      ...step,
    });
  }

  #addend(value: Value, name: string | undefined): Step {
    const step = value.draft?.step;
    const isPadded = step?.operation === operation.copy && value.layout === 'map';
    if (isPadded && this.isUsedOnce(name) && step.inputChannels! % 4 === 0) {
      return { added: step.input, addedChannels: step.inputChannels!, addedStride: step.inputStride! };
    }
    const channels = eachOf(value).inputStride!;
    return { added: this.place(value), addedChannels: channels, addedStride: channels };
  }

  /** Lays out the arena. @returns Its bytes. */
  finish(outputs: readonly ArenaPart[]): number {
    for (const part of outputs) part.last = Infinity;
    return layOut(this.#parts.filter(({ first }) => first < Infinity));
  }
}

/** Floats that a value takes. */
function sizeOf({ dims, layout }: Value): number {
  if (layout === 'flat') return count(dims);
  const [, channels = 0, height = 0, width = 0] = dims;
  return wholeVectors(channels) * height * width;
}

/** The fields that say how a map lies. */
export function ofMap(side: 'input' | 'output', dims: readonly number[]): Step {
  const [, channels = 0, height = 0, width = 0] = dims;
  return {
    [`${side}Height`]: height,
    [`${side}Width`]: width,
    [`${side}Channels`]: channels,
    [`${side}Stride`]: wholeVectors(channels),
  };
}

/** The fields of a step that answers a number for each: flat values are taken as one pixel. */
export function eachOf({ dims, layout }: Value): Step {
  const shape = layout === 'map' ? dims : [1, count(dims), 1, 1];
  return { ...ofMap('input', shape), ...ofMap('output', shape) };
}

/** A whole number, or a list of such, that a node says. */
export function integers(node: GraphNode, name: string, otherwise: readonly number[]): readonly number[] {
  const value = node.attributes.get(name);
  if (value === undefined) return otherwise;
  if (typeof value === 'string') throw unsupported(`${node.operator} with ${name} '${value}'`);
  return typeof value === 'number' ? [value] : value;
}

/** @throws {LivePhotoError} `model_invalid` unless an attribute is left out or has this value. */
export function expect(node: GraphNode, name: string, ...values: readonly (string | number)[]): void {
  const value = node.attributes.get(name);
  if (value === undefined || (typeof value !== 'object' && values.includes(value))) return;
  throw unsupported(`${node.operator} with ${name} ${value}`);
}
