import { describe, expect, it } from 'vitest';
import { floatToHalf, halfToFloat } from './half-precision.ts';

/** From IEEE 754: bits of a binary16, and its value. */
const known: readonly (readonly [number, number])[] = [
  [0x0000, 0],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3c00, 1],
  [0x3555, 0.333251953125],
  [0xc000, -2],
  [0x7bff, 65504],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
];

describe('halfToFloat', () => {
  it.each(known)('%i is %d', (bits, value) => {
    expect(halfToFloat(bits)).toBe(value);
  });
});

describe('floatToHalf', () => {
  it.each(known)('%i is what holds %d', (bits, value) => {
    expect(floatToHalf(value)).toBe(bits);
  });

  it('gives back the bits of every number there is', () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = halfToFloat(bits);
      if (!Number.isNaN(value) && floatToHalf(value) !== bits) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['down', 1 + 0.4 / 1024, 1],
    ['up', 1 + 0.6 / 1024, 1 + 1 / 1024],
    ['a tie down to even', 1 + 0.5 / 1024, 1],
    ['a tie up to even', 1 + 1.5 / 1024, 1 + 2 / 1024],
    ['into the next power of two', 2 - 0.2 / 1024, 2],
    ['from subnormal to normal', 2 ** -14 - 2 ** -26, 2 ** -14],
    ['to nothing', 2 ** -26, 0],
    ['to the largest', 65519, 65504],
    ['past the largest', 65520, Number.POSITIVE_INFINITY],
  ])('rounds %s', (_, value, nearest) => {
    expect(halfToFloat(floatToHalf(value))).toBe(nearest);
    expect(halfToFloat(floatToHalf(-value))).toBe(-nearest);
  });
});
