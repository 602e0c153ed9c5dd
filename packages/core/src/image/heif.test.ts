import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDecoder } from '../contract/ports.ts';
import { decodeFile, fullDecoder, imagesModule } from '../testing/decoder.ts';
import { crc32 } from './crc32.ts';
import { sniffImage } from './sniff.ts';
import {
  alphaAvif,
  noisyHeic,
  quadrantsAvif,
  quadrantsDeepHeic,
  quadrantsDenseHeic,
  quadrantsHeic,
  restoredAvif,
} from './testing/heif-fixtures.ts';
import { box, find } from './testing/heif-writer.ts';
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

  it('are mirrored in every depth and sampling', async () => {
    for (const heic of [quadrantsDeepHeic, quadrantsDenseHeic]) {
      const straight = await decodeFile(decoder, heic);
      for (const axis of [0, 1]) {
        const { data } = await decodeFile(decoder, withProperty(heic, mirrored(axis)));
        const wanted = Uint8Array.from(data, (_, at) => {
          const [x, y] = [Math.floor(at / 3) % 96, Math.floor(at / 288)];
          const [fromX, fromY] = axis === 1 ? [95 - x, y] : [x, 63 - y];
          return straight.data[(fromY * 96 + fromX) * 3 + (at % 3)]!;
        });
        expect(Buffer.compare(data, wanted)).toBe(0);
      }
    }
    expectNear(await corners(withProperty(quadrantsDeepHeic, mirrored(1))), [green, red, pale, blue]);
  });

  it('take their colours from a profile, or from a code', () => {
    const space = (...property: Uint8Array[]) =>
      sniffImage(withProperty(quadrantsHeic, box('colr', ...property))).colorSpace;
    expect(space(Uint8Array.from(ascii('prof')), iccProfile('display-p3'))).toBe('display-p3');
    expect(space(Uint8Array.from([...ascii('nclx'), 0, 12, 0, 13, 0, 6, 0x80]))).toBe('display-p3');
    expect(space(Uint8Array.from([...ascii('nclx'), 0, 9, 0, 16, 0, 9, 0x80]))).toBe('other');
    for (const [primaries, curve] of [
      [1, 16],
      [12, 18],
      [1, 8],
    ] as const) {
      const code = Uint8Array.from([...ascii('nclx'), 0, primaries, 0, curve, 0, 6, 0x80]);
      expect(sniffImage(withProperty(quadrantsHeic, box('colr', code)))).toMatchObject({
        colorSpace: 'other',
        ignoredProfile: `code ${primaries}/${curve}`,
      });
    }
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
      message: 'This is a HEIC file, which is not read here: send a JPG, PNG or WebP',
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
