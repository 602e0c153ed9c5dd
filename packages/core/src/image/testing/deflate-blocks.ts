/** Deflated blocks that no encoder writes, for tests and benchmarks only. */
import { BitWriter } from './bit-writer.ts';
import { join } from './png-writer.ts';

/** Blocks that each bring a code, whose only symbol is the end. */
export function blocksOfNothing(bytes: number): Uint8Array {
  const bits = new BitWriter(bytes + 64);
  for (let count = Math.floor(bytes / 11.25); count > 0; count--) {
    // Not the last, codes of its own: 257 and 1 of them, 18 lengths of lengths.
    bits.put(0b100, 3);
    bits.put(0, 10);
    bits.put(14, 4);
    // 18 (many zeros) and 1 have codes of one bit, the third and the last.
    for (let index = 0; index < 18; index++) bits.put(index === 2 || index === 17 ? 1 : 0, 3);
    // 138 zeros and 118; a one for the end, a one for the only distance, and the end.
    bits.put(1 | (127 << 1), 8);
    bits.put(1 | (107 << 1), 8);
    bits.put(0, 3);
  }
  // A stored block of nothing, so that what follows begins at a byte.
  bits.put(0, 3);
  return join([bits.end(), Uint8Array.of(0, 0, 0xff, 0xff)]);
}

/** Lengths of the codes that blocks of codes have, with the code and its bits that tell each: 16 repeats the one before. */
const lengthCodes: Readonly<Record<4 | 5 | 8 | 9 | 16, readonly [number, number]>> = {
  4: [3, 3],
  5: [7, 3],
  8: [0, 2],
  9: [2, 2],
  16: [1, 2],
};
/** Lengths of those, in the standard's order, as far as one is there. */
const orderedLengths = [2, 0, 0, 0, 2, 0, 2, 0, 0, 3, 0, 3];

/** Blocks that each bring all codes there can be, 286 and 30, and no symbol but the end: the dearest to build tables for. */
export function blocksOfCodes(bytes: number): Uint8Array {
  const bits = new BitWriter(bytes + 64);
  const lengths = (length: 8 | 9 | 4 | 5, count: number) => {
    bits.put(...lengthCodes[length]);
    let left = count - 1;
    for (; left >= 3; left -= Math.min(left, 6)) {
      bits.put(...lengthCodes[16]);
      bits.put(Math.min(left, 6) - 3, 2);
    }
    for (; left > 0; left--) bits.put(...lengthCodes[length]);
  };
  for (let count = Math.floor(bytes / 36); count > 0; count--) {
    bits.put(0b100, 3);
    bits.put(29, 5);
    bits.put(29, 5);
    bits.put(orderedLengths.length - 4, 4);
    for (const length of orderedLengths) bits.put(length, 3);
    lengths(8, 226);
    lengths(9, 60);
    lengths(4, 2);
    lengths(5, 28);
    // The end, the 31st of those of 9 bits: 111100010, the first bit first.
    bits.put(0b010001111, 9);
  }
  bits.put(0, 3);
  return join([bits.end(), Uint8Array.of(0, 0, 0xff, 0xff)]);
}
