/** Numbers that look random and are the same in every run. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Randomness {
  /** 0 to below 1. */
  next(): number;
  /** Between two numbers. */
  between(low: number, high: number): number;
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Of a bell curve around 0. */
  normal(deviation: number): number;
}

export function createRandomness(seed: number): Randomness {
  // Seeds that are neighbours would begin alike.
  const generator = xoroshiro128plus(scrambled(seed));
  for (let i = 0; i < 16; i++) generator.next();
  const next = () => (generator.next() >>> 0) / 2 ** 32;
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (low, high) => low + (high - low) * next(),
    pick: (items) => items[below(items.length)]!,
    normal: (deviation) => deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** Every bit of the result depends on every bit of the seed (finalizer of MurmurHash3). */
function scrambled(seed: number): number {
  let h = seed | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A seed of its own for every text. */
export function seedOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return scrambled(h);
}
