/** Puts HEICs and AVIFs together of boxes, for tests only. */
import { ascii } from './jpeg-writer.ts';
import { join } from './png-writer.ts';

export function box(type: string, ...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const body = join(parts.map((part) => Uint8Array.from(part)));
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, 8 + body.length);
  return join([size, Uint8Array.from(ascii(type)), body]);
}

/** Where the first box of this type begins. */
export const find = (bytes: Uint8Array, type: string) =>
  bytes.findIndex((_, at) => ascii(type).every((code, index) => bytes[at + index] === code)) - 4;

export const u16 = (value: number) => [value >> 8, value & 255];
export const u32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];

/** The first box of this type, whole. */
export function part(file: Uint8Array, type: string): Uint8Array {
  const at = find(file, type);
  return file.subarray(at, at + new DataView(file.buffer, file.byteOffset).getUint32(at));
}

export const sizeBox = (width: number, height: number) => box('ispe', u32(0), u32(width), u32(height));

export interface Item {
  readonly type: string;
  readonly data: Uint8Array;
  /** Numbers of the properties, from 1. */
  readonly ties: readonly number[];
  /** Numbers of the items that it is made of, from 1. */
  readonly of?: readonly number[];
  /** Number of the item whose transparency it is. */
  readonly alphaOf?: number;
}

/** A file of these items, numbered from 1, of which the last is shown where nothing else is said. */
export function heifOf(
  head: Uint8Array,
  items: readonly Item[],
  properties: readonly Uint8Array[],
  shown = items.length,
): Uint8Array {
  const count = u16(items.length);
  const numbered = items.map((item, index) => ({ ...item, id: u16(index + 1) }));
  const references = numbered.flatMap(({ id, of, alphaOf }) => [
    ...(of === undefined ? [] : [box('dimg', id, u16(of.length), of.flatMap(u16))]),
    ...(alphaOf === undefined ? [] : [box('auxl', id, u16(1), u16(alphaOf))]),
  ]);
  const meta = (dataAt: number) => {
    let at = dataAt;
    const places = numbered.flatMap(({ id, data }) => {
      at += data.length;
      return [...id, ...u16(0), ...u16(1), ...u32(at - data.length), ...u32(data.length)];
    });
    return box(
      'meta',
      u32(0),
      part(head, 'hdlr'),
      box('pitm', u32(0), u16(shown)),
      box('iloc', [0, 0, 0, 0, 0x44, 0], count, places),
      box(
        'iinf',
        u32(0),
        count,
        ...numbered.map(({ id, type }) => box('infe', [2, 0, 0, 0], id, u16(0), ascii(type), [0])),
      ),
      box('iref', u32(0), ...references),
      box(
        'iprp',
        box('ipco', ...properties),
        box(
          'ipma',
          u32(0),
          u32(items.length),
          numbered.flatMap(({ id, ties }) => [...id, ties.length, ...ties]),
        ),
      ),
    );
  };
  const brands = part(head, 'ftyp');
  const before = brands.length + meta(0).length + 8;
  return join([brands, meta(before), box('mdat', ...items.map(({ data }) => data))]);
}

const gridData = (columns: number, rows: number, width: number, height: number) =>
  Uint8Array.of(0, 0, rows - 1, columns - 1, ...u16(width), ...u16(height));

/** Put together of `columns` × `rows` tiles that are all one HEIC's, each with bytes of its own; with `alpha` as many more are its transparency. */
export function heicOfTiles(
  heic: Uint8Array,
  columns: number,
  rows: number,
  tile: readonly [number, number],
  { alpha = false } = {},
): Uint8Array {
  const [width, height] = [columns * tile[0], rows * tile[1]];
  const count = columns * rows;
  const piece: Item = { type: 'hvc1', data: part(heic, 'mdat').subarray(8), ties: [0x81, 2, 4] };
  const grid = (first: number, ties: readonly number[]): Item => ({
    type: 'grid',
    data: gridData(columns, rows, width, height),
    ties: [3, ...ties],
    of: Array.from({ length: count }, (_, index) => first + index),
  });
  const pieces = Array<Item>(count).fill(piece);
  const shown = count + 1;
  const clear = { ...grid(shown + 1, [5]), alphaOf: shown };
  return heifOf(
    heic,
    [...pieces, grid(1, [4]), ...(alpha ? [...pieces, clear] : [])],
    [
      ...[part(heic, 'hvcC'), sizeBox(...tile), sizeBox(width, height), part(heic, 'pixi')],
      ...(alpha ? [box('auxC', u32(0), ascii('urn:mpeg:hevc:2015:auxid:1'), [0])] : []),
    ],
    shown,
  );
}

/**
 * A picture put together of `columns` × `rows` times one HEIC's, whose tiles are said to be `tile` pixels wide and high. Its own
 * properties stand last; `ties` are those of the whole, from 5.
 */
export function gridOf(
  heic: Uint8Array,
  columns: number,
  rows: number,
  tile: readonly [number, number],
  options: {
    readonly parameters?: Uint8Array;
    readonly properties?: readonly Uint8Array[];
    readonly ties?: readonly number[];
  } = {},
): Uint8Array {
  const [width, height] = [columns * tile[0], rows * tile[1]];
  const data = part(heic, 'mdat').subarray(8);
  const grid = gridData(columns, rows, width, height);
  const {
    parameters = part(heic, 'hvcC'),
    properties = [],
    ties = properties.map((_, index) => 5 + index),
  } = options;
  return heifOf(
    heic,
    [
      { type: 'hvc1', data, ties: [0x81, 2, 4] },
      { type: 'grid', data: grid, ties: [3, 4, ...ties], of: Array<number>(columns * rows).fill(1) },
    ],
    [parameters, sizeBox(...tile), sizeBox(width, height), part(heic, 'pixi'), ...properties],
  );
}
