/** WebPs without loss that no encoder writes, for tests and benchmarks only: other codes every four pixels, as many as the format has numbers for. */
import { BitWriter, numbers } from './bit-writer.ts';
import { ascii } from './jpeg-writer.ts';

export interface WebpRecipe {
  readonly width: number;
  readonly height: number;
  /** Sets of codes that the picture names, 65 536 at most. */
  readonly groups: number;
  /** Whether every set is used somewhere, or the last alone. */
  readonly used: boolean;
  /** Bits of the cache of colours, 0 to 11: the more, the longer a set takes to build. */
  readonly cache: number;
  /** Bits of a pixel: its four channels have 1 each, or 8 each. */
  readonly depth?: 4 | 32;
}

const simpleCode = (bits: BitWriter, ...symbols: readonly number[]) => {
  bits.put(1, 1);
  bits.put(symbols.length - 1, 1);
  bits.put(1, 1);
  for (const symbol of symbols) bits.put(symbol, 8);
};

/** 256 symbols of 8 bits each. */
const byteCode = (bits: BitWriter) => {
  bits.put(0, 1);
  // The lengths' own code has one symbol, 8, the twelfth in its order.
  bits.put(12 - 4, 4);
  for (let index = 0; index < 11; index++) bits.put(0, 3);
  bits.put(1, 3);
  bits.put(1, 1);
  // 256 lengths: in 8 bits, less 2.
  bits.put(3, 3);
  bits.put(254, 8);
};

const reversed = (value: number) => {
  let turned = 0;
  for (let bit = 0; bit < 8; bit++) if (value & (1 << bit)) turned |= 128 >> bit;
  return turned;
};

/** A transform whose settings change every four pixels each way. */
function transform(bits: BitWriter, kind: number, { width, height }: WebpRecipe, next: () => number): void {
  bits.put(1, 1);
  bits.put(kind, 2);
  bits.put(0, 3);
  bits.put(0, 1);
  for (let code = 0; code < 3; code++) byteCode(bits);
  simpleCode(bits, 255);
  simpleCode(bits, 0);
  const count = Math.ceil(width / 4) * Math.ceil(height / 4);
  for (let index = 0; index < count; index++) {
    const value = next();
    // Green has the number of the prediction, 0 to 13.
    bits.put(reversed(kind === 0 ? (value & 255) % 14 : value & 255), 8);
    bits.put(value >>> 16, 16);
  }
}

/** The picture of sets, each for four pixels each way. */
function changes(bits: BitWriter, { width, height, groups, used }: WebpRecipe, next: () => number): void {
  bits.put(groups > 1 ? 1 : 0, 1);
  if (groups === 1) return;
  bits.put(0, 3);
  bits.put(0, 1);
  byteCode(bits);
  byteCode(bits);
  for (let code = 0; code < 3; code++) simpleCode(bits, 0);
  const tiles = Math.ceil(width / 4) * Math.ceil(height / 4);
  for (let index = 0; index < tiles; index++) {
    const group = used && index > 0 ? next() % groups : groups - 1;
    bits.put(reversed(group & 255), 8);
    bits.put(reversed(group >> 8), 8);
  }
}

export function writeLosslessWebp(recipe: WebpRecipe): Uint8Array {
  const { width, height, groups, cache, depth = 4 } = recipe;
  const next = numbers(3);
  const bits = new BitWriter(1 << 24);
  bits.put(0x2f, 8);
  bits.put(width - 1, 14);
  bits.put(height - 1, 14);
  bits.put(0, 4);
  transform(bits, 0, recipe, next);
  transform(bits, 1, recipe, next);
  bits.put(0, 1);
  bits.put(cache > 0 ? 1 : 0, 1);
  if (cache > 0) bits.put(cache, 4);
  changes(bits, recipe, next);
  for (let group = 0; group < groups; group++) {
    for (let code = 0; code < 4; code++) {
      if (depth === 32) byteCode(bits);
      else simpleCode(bits, next() & 127, 128 + (next() & 127));
    }
    simpleCode(bits, 0);
  }
  for (let left = (width * height * depth) / 16; left > 0; left--) bits.put(next() & 0xffff, 16);
  for (let spare = 0; spare < 8; spare++) bits.put(0, 16);
  return riff('VP8L', bits.end());
}

function riff(name: string, body: Uint8Array): Uint8Array {
  const padded = body.length + (body.length & 1);
  const file = new Uint8Array(20 + padded);
  const view = new DataView(file.buffer);
  file.set(ascii(`RIFF    WEBP${name}`));
  view.setUint32(4, 12 + padded, true);
  view.setUint32(16, body.length, true);
  file.set(body, 20);
  return file;
}
