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
