/** JPEGs that no encoder writes: codes of one bit, codes of sixteen, a marker behind every unit, a scan for every coefficient. */
import { numbers } from '../../../../../packages/core/src/image/testing/bit-writer.ts';

interface Recipe {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colours in 4:4:4, 4 inks. */
  readonly components: 1 | 3 | 4;
  readonly progressive?: boolean;
  /** Length in bits of the only code of each table. */
  readonly code: number;
  /** Units between two restart markers. */
  readonly restart?: number;
}

interface Scan {
  /** From 1. */
  readonly components: readonly number[];
  /** First and last coefficient, and the bits that were and are left out: as the scan's header has them. */
  readonly spectrum: readonly [number, number, number, number];
  readonly data: Uint8Array;
}

const segment = (marker: number, body: readonly number[]) =>
  Uint8Array.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body]);

/** The one code is zeros alone, and says that one bit of value follows. */
const table = (kind: number, length: number, symbol: number) =>
  segment(0xc4, [kind, ...Array.from({ length: 16 }, (_, index) => (index + 1 === length ? 1 : 0)), symbol]);

function jpegOf(recipe: Recipe, scans: readonly Scan[], acSymbol = 1, dcSymbol = 1): Uint8Array {
  const { width, height, components, progressive, code, restart } = recipe;
  const numbersOf = Array.from({ length: components }, (_, index) => index + 1);
  const frame = [8, height >> 8, height & 255, width >> 8, width & 255, components];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, [0, ...Array<number>(64).fill(1)]),
    segment(progressive ? 0xc2 : 0xc0, [...frame, ...numbersOf.flatMap((number) => [number, 0x11, 0])]),
    table(0x00, code, dcSymbol),
    table(0x10, code, acSymbol),
    ...(restart ? [segment(0xdd, [restart >> 8, restart & 255])] : []),
    ...scans.flatMap(({ components: shown, spectrum: [from, to, before, now], data }) => [
      segment(0xda, [shown.length, ...shown.flatMap((number) => [number, 0]), from, to, (before << 4) | now]),
      data,
    ]),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** Bytes whose every second bit, from the first, is a zero: a code, and the value behind it. */
function codesOfOneBit(bytes: number): Uint8Array {
  const next = numbers(7);
  const words = new Uint32Array(Math.ceil(bytes / 4));
  for (let index = 0; index < words.length; index++) words[index] = next() & 0x55555555;
  return new Uint8Array(words.buffer, 0, bytes);
}

const blocksOf = ({ width, height }: Recipe) => Math.ceil(width / 8) * Math.ceil(height / 8);
const all = (components: number) => Array.from({ length: components }, (_, index) => index + 1);

/** Every coefficient of every block is there, in two bits. */
export function shortCodesJpeg(width: number, height: number, components: 1 | 3): Uint8Array {
  const recipe: Recipe = { width, height, components, code: 1 };
  const data = codesOfOneBit(blocksOf(recipe) * components * 16 + 64);
  return jpegOf(recipe, [{ components: all(components), spectrum: [0, 63, 0, 0], data }]);
}

/** Every coefficient takes a code of `length` bits and its value. */
export function longCodesJpeg(width: number, height: number, length: number): Uint8Array {
  const recipe: Recipe = { width, height, components: 3, code: length };
  const data = new Uint8Array(blocksOf(recipe) * 3 * 8 * (length + 1) + 64);
  return jpegOf(recipe, [{ components: all(3), spectrum: [0, 63, 0, 0], data }]);
}

/** A restart marker behind every block. */
export function restartsJpeg(width: number, height: number): Uint8Array {
  const recipe: Recipe = { width, height, components: 1, code: 1, restart: 1 };
  const blocks = blocksOf(recipe);
  const data = new Uint8Array(blocks * 3);
  // One bit for each: no difference, and an end.
  for (let block = 0; block < blocks; block++) data.set([0x3f, 0xff, 0xd0 + (block & 7)], block * 3);
  return jpegOf(recipe, [{ components: [1], spectrum: [0, 63, 0, 0], data: data.subarray(0, -2) }], 0, 0);
}

/** A scan for each coefficient of each component. */
export function spectralJpeg(width: number, height: number): Uint8Array {
  const recipe: Recipe = { width, height, components: 3, progressive: true, code: 1 };
  const data = codesOfOneBit(Math.ceil(blocksOf(recipe) / 4) + 8);
  const scans: Scan[] = [
    { components: [1, 2, 3], spectrum: [0, 0, 0, 0], data: codesOfOneBit(data.length * 3) },
  ];
  for (let at = 1; at < 64; at++) {
    for (const component of all(3)) scans.push({ components: [component], spectrum: [at, at, 0, 0], data });
  }
  return jpegOf(recipe, scans);
}

/** Bits of all that was told already, refined again and again. */
export function refinedJpeg(width: number, height: number, components: 1 | 3, scans: number): Uint8Array {
  const recipe: Recipe = { width, height, components, progressive: true, code: 1 };
  const blocks = blocksOf(recipe);
  const next = numbers(9);
  const told = codesOfOneBit(blocks * 16 + 16);
  // A block's end in one bit, then a bit for each of its 63 coefficients.
  const words = Uint32Array.from({ length: blocks * 2 + 4 }, () => next() & 0x7f7f7f7f);
  const refined = new Uint8Array(words.buffer);
  const ends = table(0x10, 1, 0);
  const first: Scan[] = all(components).map((component) => ({
    components: [component],
    spectrum: [1, 63, 0, 1],
    data: told,
  }));
  const last = first.pop()!;
  const again = Array.from(
    { length: scans - components - 1 },
    (_, index): Scan => ({
      components: [1 + (index % components)],
      spectrum: [1, 63, 1, 0],
      data: refined,
    }),
  );
  return jpegOf(recipe, [
    // The last bit of what is first stays unknown: a decoder that has all looks no further.
    { components: all(components), spectrum: [0, 0, 0, 1], data: codesOfOneBit(blocks * components) },
    ...first,
    // From here on the one code says that the block ends.
    { ...last, data: Buffer.concat([last.data, ends]) },
    ...again,
  ]);
}
