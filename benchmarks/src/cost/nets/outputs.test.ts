import { describe, expect, it } from 'vitest';
import { compareOutputs, toNhwc } from './outputs.ts';

const picture = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), dims: [1, 2, 2, 2] };

describe('toNhwc', () => {
  it('puts the channels of each point beside each other', () => {
    expect(toNhwc(picture)).toEqual({ data: Float32Array.of(1, 5, 2, 6, 3, 7, 4, 8), dims: [1, 2, 2, 2] });
  });

  it('leaves rows of numbers', () => {
    const row = { data: Float32Array.of(1, 2), dims: [1, 2] };
    expect(toNhwc(row)).toEqual(row);
  });
});

describe('compareOutputs', () => {
  const theirs = toNhwc(picture);

  it('finds no difference between one and the same', () => {
    expect(compareOutputs([picture], [theirs])).toBe(0);
  });

  it('finds the largest, over the largest number', () => {
    const other = { ...theirs, data: theirs.data.with(5, theirs.data[5]! + 0.5) };
    expect(compareOutputs([picture], [other])).toBeCloseTo(0.5 / 8, 6);
  });

  it('takes no number for any other', () => {
    const other = { ...theirs, data: theirs.data.with(0, Number.NaN) };
    expect(compareOutputs([picture], [other])).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses outputs of other sides, or of another number', () => {
    expect(() => compareOutputs([picture], [{ ...theirs, dims: [1, 4, 1, 2] }])).toThrow('1×2×2×2');
    expect(() => compareOutputs([picture], [])).toThrow('1 outputs');
  });
});
