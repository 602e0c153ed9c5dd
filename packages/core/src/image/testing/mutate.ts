/** Damages files at random, the same way in every run, for tests and for `pnpm fuzz:decoders` only. */

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `bytes` with one to eight changes: a byte replaced, a bit flipped, a run removed or doubled, a cut. */
export function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  let result = Uint8Array.from(bytes);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let change = 1 + below(8); change > 0; change--) {
    // Half of the changes go to the first bytes, where the headers stand.
    const at = below(random() < 0.5 ? Math.min(700, result.length) : result.length);
    switch (below(8)) {
      case 0:
        result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at + 1 + below(20))]);
        break;
      case 1:
        result = Uint8Array.from([...result.subarray(0, at + below(20)), ...result.subarray(at)]);
        break;
      case 2:
        if (random() < 0.2) result = result.slice(0, at + 1);
        break;
      case 3:
      case 4:
        result[at] = [0, 255, 127, 1][below(4)]!;
        break;
      case 5:
        result[at] = below(256);
        break;
      default:
        result[at]! ^= 1 << below(8);
    }
    if (result.length === 0) return Uint8Array.of(1);
  }
  return result;
}
