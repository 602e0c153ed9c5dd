/** What decoding a picture may cost: refused from its header, or by what the decoder finds in it. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LivePhotoError } from '../contract/errors.ts';
import { decodeFile, fullDecoder } from '../testing/decoder.ts';
import { heifWork } from './decode-cost.ts';
import { readHeifHeader } from './heif-header.ts';
import { sniffImage } from './sniff.ts';
import { blocksOfNothing } from './testing/deflate-blocks.ts';
import {
  alphaAvif,
  flatDeepHeic,
  quadrantsAvif,
  quadrantsDeepHeic,
  quadrantsDenseHeic,
  quadrantsHeic,
} from './testing/heif-fixtures.ts';
import { box, find, gridOf, heicOfTiles, heifOf, part, sizeBox, u16, u32 } from './testing/heif-writer.ts';
import { gradientJpeg, progressiveJpeg } from './testing/jpeg-fixtures.ts';
import { ascii } from './testing/jpeg-writer.ts';
import { assemblePng, join } from './testing/png-writer.ts';
import { lossyWebp } from './testing/webp-fixtures.ts';
import { withPredictedAlpha, writeLosslessWebp } from './testing/webp-writer.ts';

const decoder = fullDecoder();

/** Pixels that came after all would take minutes to print. */
const refusalOf = (decoding: Promise<unknown>): Promise<LivePhotoError> =>
  decoding.then(
    () => Promise.reject(new Error('it was read')),
    (error: LivePhotoError) => error,
  );

describe('what a JPEG, PNG or WebP may cost', () => {
  /** Bytes that are 0x55 throughout hold codes of no picture, and no marker. */
  const data = (bytes: number) => new Uint8Array(bytes).fill(0x55);
  const jpeg = (width: number, height: number, bytes: number, source = progressiveJpeg) => {
    const frame = source.findIndex((byte, at) => byte === 0xff && (source[at + 1]! & 0xfd) === 0xc0);
    const changed = source.slice();
    changed.set([...u16(height), ...u16(width)], frame + 5);
    return join([changed.subarray(0, -2), data(bytes), changed.subarray(-2)]);
  };
  const webp = (width: number, height: number, bytes: number, lossless: boolean) => {
    const size = (width - 1) | ((height - 1) << 14);
    const head = lossless
      ? [0x2f, size & 255, (size >> 8) & 255, (size >> 16) & 255, (size >> 24) & 15]
      : [0x10, 0, 0, 0x9d, 0x01, 0x2a, width & 255, width >> 8, height & 255, height >> 8];
    const body = join([Uint8Array.from(head), data(bytes)]);
    const words = (value: number) => u32(value).reverse();
    const name = ascii(lossless ? 'VP8L' : 'VP8 ');
    const chunk = join([Uint8Array.from([...ascii('WEBP'), ...name, ...words(body.length)]), body]);
    return join([Uint8Array.from([...ascii('RIFF'), ...words(chunk.length)]), chunk]);
  };

  it.each([
    ['a JPEG of 12 MP, 6 MB', jpeg(4000, 3000, 6_000_000, gradientJpeg)],
    ['a JPEG of 48 MP, 22 MB', jpeg(8064, 6048, 22_000_000, gradientJpeg)],
    ['a JPEG of 108 MP, 49 MB', jpeg(12_000, 9000, 49_000_000, gradientJpeg)],
    ['a progressive JPEG of 24 MP, 10 MB', jpeg(5712, 4284, 10_000_000)],
    ['a WebP of 25 MP, 8 MB', webp(5770, 4325, 8_000_000, false)],
    ['a WebP without loss of 12 MP, 25 MB', webp(4000, 3000, 25_000_000, true)],
  ])('lets %s pass, as cameras and programs write it', (_, bytes) => {
    expect(sniffImage(bytes).width).toBeGreaterThanOrEqual(4000);
  });

  it.each([
    [
      'a progressive JPEG of 5 MP, 44 MB',
      jpeg(2230, 2230, 44_000_000),
      /save it as a baseline JPG, or smaller$/,
    ],
    [
      'a WebP of 25 MP, 14 MB',
      webp(4990, 4990, 14_000_000, false),
      /of at most 8\.\d million bytes, or smaller, or as a JPG$/,
    ],
    [
      'a WebP without loss of 25 MP, 50 MB',
      webp(4990, 4990, 49_900_000, true),
      /of at most 49\.\d million bytes, or smaller, or as a JPG$/,
    ],
  ])('refuses %s from its header, with what to do', (_, bytes, message) => {
    const refusal = expect.objectContaining({ type: 'invalid_request', param: 'data' });
    expect(() => sniffImage(bytes)).toThrow(refusal);
    expect(() => sniffImage(bytes)).toThrow(message);
  });

  it('counts no film behind a progressive JPEG, and no words in a WebP', () => {
    const photo = jpeg(4000, 3000, 5_000_000);
    expect(sniffImage(join([photo, data(25_000_000)])).width).toBe(4000);
  });

  it('counts transparency of a WebP that is decoded though its header does not announce it', async () => {
    const size = { width: 96, height: 64 };
    for (const announced of [true, false]) {
      const small = withPredictedAlpha(lossyWebp, { ...size, announced });
      expect((await decodeFile(decoder, small)).width).toBe(96);
      const large = { width: 4990, height: 4990 };
      const clear = withPredictedAlpha(webp(4990, 4990, 8_000_000, false), { ...large, announced });
      expect(() => sniffImage(clear)).toThrow(/^Unpacking a transparent WebP .* takes too long: /);
    }
  });

  it('gives up on a PNG of blocks that hold nothing, inflated at once or line by line', async () => {
    for (const side of [64, 2400]) {
      const row = new Uint8Array(1 + side * 3);
      const lines = deflateSync(Buffer.alloc(row.length * side));
      const flood = (bytes: number) =>
        assemblePng(
          { width: side, height: side, depth: 8, color: 2 },
          join([lines.subarray(0, 2), blocksOfNothing(bytes), lines.subarray(2)]),
        );
      expect((await decodeFile(decoder, flood(20_000), 64)).width).toBe(64);
      expect(await refusalOf(decodeFile(decoder, flood(4_000_000), 64))).toMatchObject({
        type: 'invalid_request',
        message: 'The PNG takes longer to unpack than a picture of its size may: save it anew, or as a JPG',
      });
    }
  });

  it('gives up on a WebP of sets of codes that nothing needs, and of other codes every four pixels', async () => {
    const few = { width: 64, height: 64, groups: 20, used: true, cache: 0 };
    expect((await decodeFile(decoder, writeLosslessWebp(few))).width).toBe(64);
    for (const many of [
      { ...few, groups: 65_536, used: false, cache: 11 },
      { ...few, width: 5000, height: 4990, groups: 300 },
    ]) {
      expect(await refusalOf(decodeFile(decoder, writeLosslessWebp(many), 64))).toMatchObject({
        type: 'invalid_request',
        message: expect.stringContaining('takes longer to unpack'),
      });
    }
  });
});

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
    ['an AVIF of 12 MP and 1.2 MB', heavier(sized(quadrantsAvif, 4032, 3024), 1_200_000)],
  ])('lets %s pass', (_, bytes) => {
    expect(sniffImage(bytes).width).toBeGreaterThan(4000);
  });

  it.each([
    [
      'a HEIC of 24 MP and 4 MB',
      heavier(sized(quadrantsHeic, 5712, 4284), 4_000_000),
      /less quality, of at most 3\.0 million bytes, or smaller, or as a JPG/,
    ],
    [
      'a HEIC of 10 bits, 12 MP and 2 MB',
      deeper(heavier(sized(quadrantsHeic, 4032, 3024), 2_000_000)),
      /HEIC of more than 8 bits of 4032 × 3024 pixels .* of at most 1\.0 million bytes/,
    ],
    [
      'an AVIF of 12 MP and 3 MB',
      heavier(sized(quadrantsAvif, 4032, 3024), 3_000_000),
      /less quality, of at most 1\.2 million bytes/,
    ],
    ['an AVIF of 24 MP', sized(quadrantsAvif, 5712, 4284), /with at most 11\.\d million pixels, or as a JPG/],
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
    expect(await refusalOf(decodeFile(decoder, bytes))).toMatchObject({ type: 'image_unreadable' });
  });

  it('counts colours, depth, transparency and what is cropped away', () => {
    const cost = (bytes: Uint8Array) => heifWork(readHeifHeader(bytes));
    const pixels = 96 * 64;
    expect(cost(quadrantsHeic)).toMatchObject({ kind: 'HEIC', pixels });
    expect(cost(quadrantsDenseHeic)).toMatchObject({ kind: 'HEIC of 4:2:2 or 4:4:4', pixels });
    expect(cost(quadrantsDeepHeic)).toMatchObject({ kind: 'HEIC of more than 8 bits', pixels });
    expect(cost(quadrantsAvif)).toMatchObject({ kind: 'AVIF', pixels });
    const { width, height } = sniffImage(alphaAvif);
    expect(cost(alphaAvif)).toMatchObject({ kind: 'AVIF', pixels: width * height * 2 });
    const sides = [u32(64), u32(1), u32(64), u32(1)].flat();
    const clap = box('clap', sides, u32(0), u32(1), u32(0), u32(1));
    const cropped = gridOf(quadrantsHeic, 3, 2, [96, 64], { properties: [clap] });
    expect(sniffImage(cropped)).toMatchObject({ width: 64, height: 64 });
    expect(cost(cropped).pixels).toBe(6 * pixels);
  });

  it('refuses transparency where it is a picture too much', () => {
    expect(sniffImage(sized(quadrantsAvif, 4032, 3024)).width).toBe(4032);
    expect(() => sniffImage(sized(alphaAvif, 4032, 3024))).toThrow(
      /with at most 5\.7 million pixels, or as a JPG/,
    );
  });

  it('reads tiles of every depth and sampling', async () => {
    for (const heic of [quadrantsDeepHeic, quadrantsDenseHeic]) {
      const { width, height } = await decodeFile(decoder, gridOf(heic, 3, 2, [96, 64]));
      expect([width, height]).toEqual([288, 128]);
    }
  });

  it('gives up on pictures that are dearer than their header says', async () => {
    const honest = part(flatDeepHeic, 'hvcC');
    const lying = honest.slice();
    lying.fill(0xf8, 8 + 17, 8 + 19);
    const grid = (parameters: Uint8Array, rows: number) =>
      gridOf(flatDeepHeic, 8, rows, [512, 512], { parameters });
    // 4 megapixels of 10 bits, whose header says 8.
    expect((await decodeFile(decoder, grid(lying, 2))).width).toBe(4096);
    expect((await decodeFile(decoder, grid(lying, 2), 1280)).width).toBe(1280);
    // 23 of them, which cost more than any file may.
    expect(() => sniffImage(grid(honest, 11))).toThrow(/HEIC of more than 8 bits/);
    // Without the filters of edges, and with them.
    for (const longestSide of [1280, 4096]) {
      const { message } = await refusalOf(decodeFile(decoder, grid(lying, 11), longestSide));
      expect(message).toBe(
        'The HEIC cannot be read: it is not what its header says. Take or export it again',
      );
    }
  });

  it('turns, mirrors and crops once, and gives up on a file that would have it a hundred times', async () => {
    const properties = [box('irot', [1]), box('imir', [1])];
    const turned = (...ties: number[]) =>
      decodeFile(decoder, gridOf(quadrantsHeic, 3, 2, [96, 64], { properties, ties }));
    expect(await turned(5, 6)).toMatchObject({ width: 128, height: 288 });
    for (const ties of [Array<number>(100).fill(5), Array<number>(100).fill(6), [5, 6, 5]]) {
      expect(await refusalOf(turned(...ties))).toMatchObject({
        type: 'image_unreadable',
        message:
          'The HEIC cannot be read: it says twice how it is turned, mirrored or cropped. Take or export it again',
      });
    }
  });

  it('are put together of tiles with transparency', async () => {
    const clear = heicOfTiles(quadrantsHeic, 3, 2, [96, 64], { alpha: true });
    const whole = heicOfTiles(quadrantsHeic, 3, 2, [96, 64]);
    expect(heifWork(readHeifHeader(clear)).pixels).toBe(2 * heifWork(readHeifHeader(whole)).pixels);
    const [over, plain] = [await decodeFile(decoder, clear), await decodeFile(decoder, whole)];
    expect([over.width, over.height]).toEqual([288, 128]);
    const sum = ({ data }: { data: Uint8Array }) => data.reduce((total, value) => total + value, 0);
    expect(sum(over)).toBeGreaterThan(sum(plain) * 1.2);
  });

  it('gives up on canvases, which may lie on one another thousands of times', async () => {
    const canvas = (count: number) => [
      ...u32(0),
      ...u32(0),
      ...u16(0),
      ...u16(640),
      ...u16(480),
      ...Array<number>(4 * count).fill(0),
    ];
    const size = sizeBox(640, 480);
    const file = heifOf(
      quadrantsHeic,
      [
        { type: 'iovl', data: Uint8Array.from(canvas(0)), ties: [1], of: [] },
        { type: 'iovl', data: Uint8Array.from(canvas(3)), ties: [1], of: [1, 1, 1] },
      ],
      [size],
    );
    expect(await refusalOf(decodeFile(decoder, file))).toMatchObject({
      type: 'invalid_request',
      message: expect.stringContaining('send a JPG, PNG or WebP'),
    });
  });

  it('gives up on grids of grids, whose canvases are larger than the picture', async () => {
    const grid = (columns: number, side: number) =>
      Uint8Array.of(0, 0, columns - 1, columns - 1, ...u16(side), ...u16(side));
    const file = heifOf(
      quadrantsHeic,
      [
        { type: 'hvc1', data: part(quadrantsHeic, 'mdat').subarray(8), ties: [0x81, 2] },
        { type: 'grid', data: grid(1, 2000), ties: [3], of: [1] },
        { type: 'grid', data: grid(10, 80), ties: [3], of: Array<number>(100).fill(2) },
      ],
      [part(quadrantsHeic, 'hvcC'), sizeBox(96, 64), sizeBox(80, 80)],
    );
    expect(await refusalOf(decodeFile(decoder, file))).toMatchObject({ type: 'image_unreadable' });
  });

  it('gives up on a file of a thousand items before it looks at any', () => {
    const item = { type: 'hvc1', data: new Uint8Array(0), ties: [1] };
    const many = (count: number) => heifOf(quadrantsHeic, Array(count).fill(item), [sizeBox(96, 64)]);
    expect(sniffImage(many(900))).toMatchObject({ width: 96, height: 64 });
    expect(() => sniffImage(many(1001))).toThrow(/more than 1000 parts/);
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
    expect(await refusalOf(decodeFile(decoder, twice))).toMatchObject({
      type: expect.stringMatching(/image_unreadable|invalid_request/),
    });
  });
});
