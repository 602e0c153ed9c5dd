/**
 * The steps of a program for `kernel/nets`, and how they are written into its memory.
 *
 * Maps lie pixel by pixel with their channels last, filled up to whole vectors of four; what lies in the filling is nobody's.
 */

/** As `enum operation` in `kernel/nets/step.h`. */
export const operation = {
  planesToPixels: 0,
  pixelsToPlanes: 1,
  convolution: 2,
  depthwise: 3,
  maxPool: 4,
  mean: 5,
  resize: 6,
  add: 7,
  multiply: 8,
  affine: 9,
  logistic: 10,
  activate: 11,
  copy: 12,
} as const;

/** As `enum activation` there: between two numbers, or times a slope of the channel's below 0. */
export const activation = { clamp: 0, leak: 1 } as const;

/** As `struct step` there, in its order. */
const fields = [
  'operation',
  'input',
  'other',
  'output',
  'weights',
  'bias',
  'scratch',
  'inputHeight',
  'inputWidth',
  'inputChannels',
  'inputStride',
  'outputHeight',
  'outputWidth',
  'outputChannels',
  'outputStride',
  'kernelHeight',
  'kernelWidth',
  'strideY',
  'strideX',
  'dilationY',
  'dilationX',
  'padTop',
  'padLeft',
  'added',
  'addedChannels',
  'addedStride',
  'activation',
  'slopes',
  'low',
  'high',
  'scratchRows',
  'otherStride',
] as const;

type Field = (typeof fields)[number];
type ArenaField = 'input' | 'other' | 'output' | 'scratch' | 'added';

/** A part of the arena: while the steps from `first` to `last` run it is nobody else's. */
export interface ArenaPart {
  readonly bytes: number;
  first: number;
  last: number;
  /** From the arena's start; set once all steps are known. */
  offset: number;
}

/** What is left out is 0, or without effect. `weights`, `bias` and `slopes` are addresses. */
export type Step = Readonly<{ [Name in Exclude<Field, ArenaField>]?: number }> &
  Readonly<{ [Name in ArenaField]?: ArenaPart | undefined }> & {
    /** Bytes of the output's part before what this step writes. */
    readonly outputSkip?: number;
  };

export const stepBytes = fields.length * 4;
export const arenaFields = ['input', 'other', 'output', 'scratch', 'added'] as const;

/** Channels with their filling. */
export const wholeVectors = (channels: number) => Math.ceil(channels / 4) * 4;

/** Where in a step the fields stand that are written as other than themselves. */
const arenaPositions = arenaFields.map((name) => [name, fields.indexOf(name)] as const);
const plain = fields
  .map((name, position) => [name, position] as const)
  .filter(
    (each): each is readonly [Exclude<Field, ArenaField>, number] =>
      !(arenaFields as readonly Field[]).includes(each[0]),
  );
const [low, high] = [fields.indexOf('low'), fields.indexOf('high')];

/** @param at Address of the first step, in `memory`. */
export function writeSteps(memory: ArrayBuffer, at: number, steps: readonly Step[]): void {
  const words = new Int32Array(memory, at, steps.length * fields.length);
  const floats = new Float32Array(memory, at, steps.length * fields.length);
  let word = 0;
  for (const step of steps) {
    for (const [name, position] of plain) words[word + position] = step[name] ?? 0;
    for (const [name, position] of arenaPositions) {
      const part = step[name];
      // Odd numbers are offsets into the arena.
      const skip = name === 'output' ? (step.outputSkip ?? 0) : 0;
      words[word + position] = part === undefined ? 0 : part.offset + skip + 1;
    }
    floats[word + low] = step.low ?? -Infinity;
    floats[word + high] = step.high ?? Infinity;
    word += fields.length;
  }
}
