/** WebPs that no encoder writes, for tests and benchmarks only: other codes every four pixels, as many as the format has numbers for; transparency of no bits. */
import { hasAscii } from '../foreign-formats.ts';
import { BitWriter, numbers } from './bit-writer.ts';
import { ascii } from './jpeg-writer.ts';
import { join } from './png-writer.ts';

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
  return riff(['VP8L', bits.end()]);
}

/**
 * The lossy picture of `webp`, and transparency that is as large as it, without loss: every pixel predicted from four neighbours, turned by
 * its colours and then predicted once more, in no bits at all.
 * @param announced Whether the header says that there is transparency.
 */
export function withPredictedAlpha(
  webp: Uint8Array,
  { width, height, announced }: { width: number; height: number; announced: boolean },
): Uint8Array {
  const bits = new BitWriter(1 << 16);
  // Without loss, and the gradient of three neighbours.
  bits.put(1 | (3 << 2), 8);
  const settings: readonly [kind: number, values: readonly number[]][] = [
    [0, [5, 0, 0]],
    [1, [3, 5, 7]],
  ];
  for (const [kind, values] of settings) {
    bits.put(1, 1);
    bits.put(kind, 2);
    // One setting for 512 pixels each way, and no cache of colours.
    bits.put(7, 3);
    bits.put(0, 1);
    for (const value of [...values, 255, 0]) simpleCode(bits, value);
  }
  // No more transforms, no cache, the same codes everywhere.
  bits.put(0, 3);
  for (const value of [1, 0, 0, 255, 0]) simpleCode(bits, value);
  for (let spare = 0; spare < 8; spare++) bits.put(0, 16);
  const side = (value: number) => [value - 1, (value - 1) >> 8, (value - 1) >> 16].map((byte) => byte & 255);
  const canvas = [announced ? 0x10 : 0, 0, 0, 0, ...side(width), ...side(height)];
  return riff(['VP8X', Uint8Array.from(canvas)], ['ALPH', bits.end()], ['VP8 ', chunkOf(webp, 'VP8 ')]);
}

function chunkOf(webp: Uint8Array, name: string): Uint8Array {
  const view = new DataView(webp.buffer, webp.byteOffset, webp.byteLength);
  for (let at = 12; ; ) {
    const length = view.getUint32(at + 4, true);
    if (hasAscii(webp, at, name)) return webp.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length & 1);
  }
}

function riff(...chunks: readonly (readonly [name: string, body: Uint8Array])[]): Uint8Array {
  const whole = chunks.map(([name, body]) => chunk(name, body));
  return chunk('RIFF', join([Uint8Array.from(ascii('WEBP')), ...whole]));
}

/** Name, size and body, up to an even number of bytes. */
export function chunk(name: string, body: Uint8Array): Uint8Array {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, body.length, true);
  return join([Uint8Array.from(ascii(name)), size, body, new Uint8Array(body.length & 1)]);
}
