/**
 * HEICs as dear as the limits let them be, put together of one tile that is there as often as it is shown: nothing on npm encodes HEVC. The tiles
 * in `benchmarks/tiles` are x265's, 256 × 256 pixels of waves and noise, by Debian 12's `heif-enc -q 48` (8 bits) and `-q 44 -b 10`.
 */
import { readFile } from 'node:fs/promises';
import { LivePhotoError, sniffImage } from '@livephoto/core';

const side = 256;
const columns = 16;

const u16 = (value: number) => [value >> 8, value & 255];
const u32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];

type Part = string | Uint8Array | readonly number[];
const join = (parts: readonly Part[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Uint8Array.from(part))));

function box(type: string, ...parts: readonly Part[]): Buffer {
  const body = join(parts);
  return join([u32(8 + body.length), type, body]);
}

/** The first box of this type, whole. */
function boxIn(file: Buffer, type: string): Buffer {
  const at = file.indexOf(type) - 4;
  return file.subarray(at, at + file.readUInt32BE(at));
}

const sizeBox = (width: number, height: number) => box('ispe', u32(0), u32(width), u32(height));

/** `rows` rows of 16 tiles, each with bytes of its own. */
function heicOfTiles(tile: Buffer, rows: number): Uint8Array {
  const data = boxIn(tile, 'mdat').subarray(8);
  const tiles = Array.from({ length: rows * columns }, (_, index) => index + 1);
  const whole = tiles.length + 1;
  const [width, height] = [columns * side, rows * side];
  const grid = [0, 0, rows - 1, columns - 1, ...u16(width), ...u16(height)];
  const entry = (id: number, type: string, hidden: number) =>
    box('infe', [2, 0, 0, hidden], u16(id), u16(0), type, [0]);
  const place = (id: number, at: number, length: number) => [
    ...u16(id),
    ...u16(0),
    ...u16(1),
    ...u32(at),
    ...u32(length),
  ];
  const meta = (dataAt: number) =>
    box(
      'meta',
      u32(0),
      boxIn(tile, 'hdlr'),
      box('pitm', u32(0), u16(whole)),
      box(
        'iloc',
        [0, 0, 0, 0, 0x44, 0],
        u16(whole),
        ...tiles.map((id, index) => place(id, dataAt + index * data.length, data.length)),
        place(whole, dataAt + tiles.length * data.length, grid.length),
      ),
      box('iinf', u32(0), u16(whole), ...tiles.map((id) => entry(id, 'hvc1', 1)), entry(whole, 'grid', 0)),
      box('iref', u32(0), box('dimg', u16(whole), u16(tiles.length), tiles.flatMap(u16))),
      box(
        'iprp',
        box('ipco', boxIn(tile, 'hvcC'), sizeBox(side, side), sizeBox(width, height), boxIn(tile, 'pixi')),
        box('ipma', u32(0), u32(whole), ...tiles.map((id) => [...u16(id), 3, 0x81, 2, 4]), [
          ...u16(whole),
          2,
          3,
          4,
        ]),
      ),
    );
  const brands = boxIn(tile, 'ftyp');
  const before = brands.length + meta(0).length + 8;
  return join([brands, meta(before), box('mdat', ...tiles.map(() => data), grid)]);
}

/** As many rows of the tile as pass. */
export async function dearestHeic(
  name: '8-bit-420' | '8-bit-444' | '10-bit-420' | '10-bit-444',
): Promise<Uint8Array> {
  const tile = await readFile(new URL(`../tiles/${name}.heic`, import.meta.url));
  let file = heicOfTiles(tile, 1);
  for (let rows = 2; ; rows++) {
    const larger = heicOfTiles(tile, rows);
    try {
      sniffImage(larger);
    } catch (error) {
      if (error instanceof LivePhotoError) return file;
      throw error;
    }
    file = larger;
  }
}
