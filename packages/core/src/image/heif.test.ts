import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDecoder } from '../contract/ports.ts';
import { decodeFile, fullDecoder, imagesModule } from '../testing/decoder.ts';
import { crc32 } from './crc32.ts';
import { sniffImage } from './sniff.ts';
import { alphaAvif, noisyHeic, quadrantsAvif, quadrantsHeic, restoredAvif } from './testing/heif-fixtures.ts';
import { ascii } from './testing/jpeg-writer.ts';
import { join } from './testing/png-writer.ts';
import { iccProfile } from './testing/profiles.ts';
import { createWasmDecoder } from './wasm-decoder.ts';

const red = [200, 40, 30];
const green = [40, 180, 60];
const blue = [30, 60, 200];
const pale = [230, 230, 210];
const white = [255, 255, 255];

let decoder: ImageDecoder;
beforeAll(() => {
  decoder = fullDecoder();
});

/** The colours a quarter in from each corner: top left, top right, bottom left, bottom right. */
async function corners(bytes: Uint8Array, longestSide?: number): Promise<number[][]> {
  const { width, height, data } = await decodeFile(decoder, bytes, longestSide);
  return [0.25, 0.75].flatMap((down) =>
    [0.25, 0.75].map((across) => {
      const at = (Math.floor(height * down) * width + Math.floor(width * across)) * 3;
      return [...data.subarray(at, at + 3)];
    }),
  );
}

function expectNear(actual: number[][], wanted: number[][]): void {
  actual.flat().forEach((value, index) => {
    expect(Math.abs(value - wanted.flat()[index]!)).toBeLessThanOrEqual(8);
  });
}

function box(type: string, ...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const body = join(parts.map((part) => Uint8Array.from(part)));
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, 8 + body.length);
  return join([size, Uint8Array.from(ascii(type)), body]);
}

const find = (bytes: Uint8Array, type: string) =>
  bytes.findIndex((_, at) => ascii(type).every((code, index) => bytes[at + index] === code)) - 4;

/** A picture of one item with one property more, tied to it: every box around it grows, and the data move behind. */
function withProperty(bytes: Uint8Array, property: Uint8Array): Uint8Array {
  const view = (part: Uint8Array) => new DataView(part.buffer, part.byteOffset);
  const ipco = find(bytes, 'ipco');
  const ipcoEnd = ipco + view(bytes).getUint32(ipco);
  const ipma = find(bytes, 'ipma');
  let count = 0;
  for (let at = ipco + 8; at < ipcoEnd; at += view(bytes).getUint32(at)) count++;
  // Version 0: one item, its number in two bytes, how many ties, the ties.
  const ties = ipma + 18;
  const tiesEnd = ties + 1 + bytes[ties]!;
  const grown = join([
    bytes.subarray(0, ipcoEnd),
    property,
    bytes.subarray(ipcoEnd, tiesEnd),
    Uint8Array.of(0x80 | (count + 1)),
    bytes.subarray(tiesEnd),
  ]);
  const by = property.length + 1;
  const grow = (at: number, more: number) => view(grown).setUint32(at, view(grown).getUint32(at) + more);
  grow(find(grown, 'meta'), by);
  grow(find(grown, 'iprp'), by);
  grow(ipco, property.length);
  grow(ipma + property.length, 1);
  grown[ties + property.length]!++;
  // Version 0: sizes of fields, one item with its number, its reference and its base, one extent: where its data begin.
  const iloc = find(grown, 'iloc');
  grow(iloc + 8 + 4 + 2 + 2 + 2 + 2 + 2 + (view(grown).getUint8(iloc + 13) >> 4), by);
  return grown;
}

const rotated = (quarters: number) => box('irot', [quarters]);
const mirrored = (axis: number) => box('imir', [axis]);

describe('HEIC and AVIF', () => {
  it('are read, and shrunk when they are larger', async () => {
    for (const [bytes, contentType] of [
      [quadrantsHeic, 'image/heic'],
      [quadrantsAvif, 'image/avif'],
    ] as const) {
      expect(sniffImage(bytes)).toMatchObject({ contentType, width: 96, height: 64, orientation: 1 });
      expectNear(await corners(bytes), [red, green, blue, pale]);
      expectNear(await corners(bytes, 48), [red, green, blue, pale]);
    }
    expectNear(await corners(alphaAvif), [red, white, blue, white]);
  });

  it('have the stack that the loop restoration of AV1 takes', async () => {
    const { width, height, data } = await decodeFile(decoder, restoredAvif);
    expect([width, height]).toEqual([128, 128]);
    const mean = (fromX: number, fromY: number) => {
      let sum = 0;
      for (let y = 2; y < 6; y++)
        for (let x = 2; x < 6; x++) sum += data[((fromY + y) * 128 + fromX + x) * 3]!;
      return sum / 16;
    };
    expect(mean(72, 64) - mean(64, 64)).toBeGreaterThan(60);
    expect(mean(64, 72) - mean(72, 72)).toBeGreaterThan(60);
  });

  it('do not hang where a library complains aloud', async () => {
    const odd = Uint8Array.from(quadrantsHeic);
    // Of the sequence's parameters, whose damage libde265 prints an error about.
    const parameters = find(odd, 'hvcC');
    odd[parameters + 86] = 0;
    await expect(decodeFile(decoder, odd)).rejects.toMatchObject({ type: 'image_unreadable' });
    expectNear(await corners(quadrantsHeic), [red, green, blue, pale]);
  });

  it('are turned and mirrored by their own boxes', async () => {
    const turns: [Uint8Array, number[][], number[]][] = [
      [rotated(1), [green, pale, red, blue], [64, 96]],
      [rotated(2), [pale, blue, green, red], [96, 64]],
      [rotated(3), [blue, red, pale, green], [64, 96]],
      [mirrored(1), [green, red, pale, blue], [96, 64]],
      [mirrored(0), [blue, pale, red, green], [96, 64]],
    ];
    for (const [property, wanted, [width, height]] of turns) {
      const turned = withProperty(quadrantsHeic, property);
      expect(sniffImage(turned)).toMatchObject({ width, height });
      expectNear(await corners(turned), wanted);
    }
  });

  it('take their colours from a profile, or from a code', () => {
    const space = (...property: Uint8Array[]) =>
      sniffImage(withProperty(quadrantsHeic, box('colr', ...property))).colorSpace;
    expect(space(Uint8Array.from(ascii('prof')), iccProfile('display-p3'))).toBe('display-p3');
    expect(space(Uint8Array.from([...ascii('nclx'), 0, 12, 0, 13, 0, 6, 0x80]))).toBe('display-p3');
    expect(space(Uint8Array.from([...ascii('nclx'), 0, 9, 0, 16, 0, 9, 0x80]))).toBe('other');
  });

  it('become RGB with the bits of libheif itself, whatever their matrix and range', async () => {
    // Checksums of what libheif's own conversion gives for the same files.
    const known: [number, boolean, number][] = [
      [6, true, 3133001291],
      [6, false, 2517503603],
      [1, true, 3176125773],
      [1, false, 1329878851],
      [9, true, 3036888777],
      [0, true, 2659933117],
      [8, true, 1177689002],
    ];
    for (const [matrix, full, sum] of known) {
      const code = Uint8Array.from([...ascii('nclx'), 0, 12, 0, 13, 0, matrix, full ? 0x80 : 0]);
      const { data } = await decodeFile(decoder, withProperty(noisyHeic, box('colr', code)));
      expect(crc32(data)).toBe(sum);
    }
    expect(crc32((await decodeFile(decoder, noisyHeic)).data)).toBe(719909565);
  });

  it('are refused when they are cut, lie about their size, or are too large to be held', async () => {
    for (const bytes of [quadrantsHeic, quadrantsAvif]) {
      for (let length = 40; length < bytes.length; length += 37) {
        const decoding = Promise.resolve().then(() => decodeFile(decoder, bytes.subarray(0, length)));
        await expect(decoding).rejects.toMatchObject({ type: 'image_unreadable', param: 'data' });
      }
      const lying = Uint8Array.from(bytes);
      const size = find(lying, 'ispe') + 12;
      new DataView(lying.buffer).setUint32(size, 128);
      await expect(decodeFile(decoder, lying)).rejects.toMatchObject({ type: 'image_unreadable' });
      new DataView(lying.buffer).setUint32(size, 20_000);
      new DataView(lying.buffer).setUint32(size + 4, 5000);
      expect(() => sniffImage(lying)).toThrow(/at most 25 million pixels/);
      const heavy = join([bytes, box('mdat', new Uint8Array(8_000_000))]);
      expect(() => sniffImage(heavy)).toThrow(/at most 8 million bytes, or as a JPG/);
      // A film that a telephone adds is not unpacked.
      expect(sniffImage(join([bytes, box('mpvd', new Uint8Array(9_000_000))])).width).toBe(96);
    }
    expectNear(await corners(quadrantsHeic), [red, green, blue, pale]);
  });

  it('are refused with a way out where their decoder was left out, and with another where it does not come', async () => {
    const without = createWasmDecoder({ images: imagesModule() });
    await expect(decodeFile(without, quadrantsHeic)).rejects.toMatchObject({
      type: 'invalid_request',
      message: 'This is a HEIC file, which is not read here: send a JPG or PNG',
    });
    let tries = 0;
    const path = createRequire(import.meta.url).resolve('@livephoto/heif/heif.wasm');
    const late = createWasmDecoder({
      images: imagesModule(),
      heif: async () => {
        if (tries++ === 0) throw new Error('offline');
        return new WebAssembly.Module(readFileSync(path));
      },
    });
    await expect(decodeFile(late, quadrantsAvif)).rejects.toMatchObject({ type: 'unsupported_runtime' });
    expect((await decodeFile(late, quadrantsAvif)).width).toBe(96);
    expect((await decodeFile(late, quadrantsHeic)).width).toBe(96);
    expect(tries).toBe(2);
  });

  it('that are films are refused by name', () => {
    const film = join([box('ftyp', ascii('hevc\0\0\0\0hevcmsf1')), box('moov', [])]);
    expect(() => sniffImage(film)).toThrow(expect.objectContaining({ type: 'animated_image' }));
  });
});

/** A picture put together of `columns` × `rows` times one HEIC's, whose tiles are said to be `tile` pixels wide and high. */
function gridOf(
  heic: Uint8Array,
  columns: number,
  rows: number,
  tile: readonly [number, number],
): Uint8Array {
  const u16 = (value: number) => [value >> 8, value & 255];
  const u32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
  const part = (type: string) => {
    const at = find(heic, type);
    return heic.subarray(at, at + new DataView(heic.buffer, heic.byteOffset).getUint32(at));
  };
  const size = (width: number, height: number) => box('ispe', u32(0), u32(width), u32(height));
  const coded = part('mdat').subarray(8);
  const grid = Uint8Array.of(0, 0, rows - 1, columns - 1, ...u16(columns * tile[0]), ...u16(rows * tile[1]));
  const entry = (id: number, type: string) => box('infe', [2, 0, 0, 0], u16(id), u16(0), ascii(type), [0]);
  const references = Array.from({ length: columns * rows }, () => u16(1)).flat();
  const meta = (dataAt: number) =>
    box(
      'meta',
      u32(0),
      part('hdlr'),
      box('pitm', u32(0), u16(2)),
      box(
        'iloc',
        [0, 0, 0, 0, 0x44, 0],
        u16(2),
        ...[u16(1), u16(0), u16(1), u32(dataAt), u32(coded.length)],
        ...[u16(2), u16(0), u16(1), u32(dataAt + coded.length), u32(grid.length)],
      ),
      box('iinf', u32(0), u16(2), entry(1, 'hvc1'), entry(2, 'grid')),
      box('iref', u32(0), box('dimg', u16(2), u16(columns * rows), references)),
      box(
        'iprp',
        box('ipco', part('hvcC'), size(...tile), size(columns * tile[0], rows * tile[1]), part('pixi')),
        box('ipma', u32(0), u32(2), u16(1), [3, 0x81, 2, 4], u16(2), [2, 3, 4]),
      ),
    );
  const head = part('ftyp');
  const before = head.length + meta(0).length + 8;
  return join([head, meta(before), box('mdat', coded, grid)]);
}

describe('what a HEIC or AVIF may cost', () => {
  const sized = (bytes: Uint8Array, width: number, height: number) => {
    const changed = bytes.slice();
    const view = new DataView(changed.buffer);
    view.setUint32(find(bytes, 'ispe') + 12, width);
    view.setUint32(find(bytes, 'ispe') + 16, height);
    return changed;
  };
  /** The fixtures end with their data: more of these are more coded bytes. */
  const heavier = (bytes: Uint8Array, more: number) => {
    const changed = join([bytes, new Uint8Array(more)]);
    const view = new DataView(changed.buffer);
    const mdat = find(bytes, 'mdat');
    view.setUint32(mdat, view.getUint32(mdat) + more);
    return changed;
  };

  const deeper = (bytes: Uint8Array) => {
    const changed = bytes.slice();
    changed[find(bytes, 'hvcC') + 8 + 17]! |= 2;
    return changed;
  };

  it.each([
    ['a HEIC of 12 MP and 4 MB', heavier(sized(quadrantsHeic, 4032, 3024), 4_000_000)],
    ['a HEIC of 24 MP and 3 MB', heavier(sized(quadrantsHeic, 5712, 4284), 3_000_000)],
    ['an AVIF of 12 MP and 1.4 MB', heavier(sized(quadrantsAvif, 4032, 3024), 1_400_000)],
  ])('lets %s pass', (_, bytes) => {
    expect(sniffImage(bytes).width).toBeGreaterThan(4000);
  });

  it.each([
    [
      'a HEIC of 24 MP and 4 MB',
      heavier(sized(quadrantsHeic, 5712, 4284), 4_000_000),
      /less quality, of at most 3\.2 million bytes, or smaller, or as a JPG/,
    ],
    [
      'a HEIC of 10 bits, 12 MP and 2 MB',
      deeper(heavier(sized(quadrantsHeic, 4032, 3024), 2_000_000)),
      /HEIC of more than 8 bits of 4032 × 3024 pixels .* of at most 1\.6 million bytes/,
    ],
    [
      'an AVIF of 12 MP and 3 MB',
      heavier(sized(quadrantsAvif, 4032, 3024), 3_000_000),
      /less quality, of at most 1\.4 million bytes/,
    ],
    ['an AVIF of 24 MP', sized(quadrantsAvif, 5712, 4284), /with at most 12\.0 million pixels, or as a JPG/],
  ])('refuses %s from its header, with what to do', (_, bytes, message) => {
    const refusal = expect.objectContaining({ type: 'invalid_request', param: 'data' });
    expect(() => sniffImage(bytes)).toThrow(refusal);
    expect(() => sniffImage(bytes)).toThrow(message);
  });

  it('reads tiles', async () => {
    const { width, height } = await decodeFile(decoder, gridOf(quadrantsHeic, 3, 2, [96, 64]));
    expect([width, height]).toEqual([288, 128]);
  });

  it('gives up on a file that names one tile thousands of times, or tiles larger than they say', async () => {
    const bytes = gridOf(quadrantsHeic, 200, 200, [1, 1]);
    await expect(decodeFile(decoder, bytes)).rejects.toMatchObject({ type: 'image_unreadable' });
  });

  it('gives up on a second picture in the place of one', async () => {
    const at = find(quadrantsHeic, 'mdat') + 8;
    const twice = heavier(quadrantsHeic, quadrantsHeic.length - at);
    twice.set(quadrantsHeic.subarray(at), quadrantsHeic.length);
    const length = quadrantsHeic.length - at;
    const view = new DataView(twice.buffer);
    const iloc = find(twice, 'iloc');
    // The one extent's length is the last number of the box.
    view.setUint32(iloc + view.getUint32(iloc) - 4, length * 2);
    await expect(decodeFile(decoder, twice)).rejects.toMatchObject({
      type: expect.stringMatching(/image_unreadable|invalid_request/),
    });
  });
});
