/** A share of the photos, for many processes that know nothing of each other: which it is follows from a photo's name alone. */
import { InvalidArgumentError } from 'commander';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** More processes than any fleet has. */
const mostShards = 100_000;

/** @param text `3/64`. @throws {InvalidArgumentError} for anything else. */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (!index || !count || index > count || count > mostShards) {
    throw new InvalidArgumentError('It must be which of how many, such as 3/64: from 1/64 to 64/64.');
  }
  return { index, count };
}

/** Whether a photo is in the shard: each is in exactly one of `count`, whatever else there is beside it. */
export function inShard(name: string, { index, count }: Shard): boolean {
  return hash(name) % count === index - 1;
}

/** FNV-1a over the UTF-8 bytes, mixed so that names that differ in their last letter alone are spread too (MurmurHash3's end). */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
