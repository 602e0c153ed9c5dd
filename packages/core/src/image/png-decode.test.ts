import { deflateSync } from 'node:zlib';
import { zlibSync } from 'fflate/browser';
import { describe, expect, it } from 'vitest';
import { LivePhotoError } from '../contract/errors.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { imagesModule } from '../testing/decoder.ts';
import { Codec } from './codec.ts';
import { readPngFile } from './png-chunks.ts';
import { decodePng as decode } from './png-decode.ts';
import { assemblePng, join, type PngRecipe, pngChunk, writePng } from './testing/png-writer.ts';
import type { ImageCodecs } from './wasm-decoder.ts';

const full = { longestSide: Number.POSITIVE_INFINITY, maxPixels: 1e9 };

const codec = new Codec<ImageCodecs>(imagesModule());

/** Without the limits of a photo, which these pictures are too small for. */
function decodePng(bytes: Uint8Array, request: typeof full): RgbImage {
  const { width, height, orientation, colorSpace } = readPngFile(bytes);
  const size = { width, height, storedWidth: width, storedHeight: height, size: bytes.length, quantiser: 0 };
  return decode(codec, bytes, { ...size, contentType: 'image/png', orientation, colorSpace }, request);
}

function pixelsOf(recipe: PngRecipe): number[][] {
  const { width, height, data } = decodePng(writePng(recipe), full);
  expect([width, height]).toEqual([recipe.width, recipe.height]);
  const pixels: number[][] = [];
  for (let at = 0; at < data.length; at += 3) pixels.push([...data.subarray(at, at + 3)]);
  return pixels;
}

/** What every pixel should be, in the order of `pixelsOf`. */
function expected(recipe: PngRecipe, rgb: (samples: readonly number[]) => number[]): number[][] {
  const pixels: number[][] = [];
  for (let y = 0; y < recipe.height; y++) {
    for (let x = 0; x < recipe.width; x++) pixels.push(rgb(recipe.pixel(x, y)));
  }
  return pixels;
}

function failure(bytes: Uint8Array): LivePhotoError {
  try {
    decodePng(bytes, full);
  } catch (error) {
    if (error instanceof LivePhotoError) return error;
    throw error;
  }
  throw new Error('was decoded');
}

const hash = (x: number, y: number, channel: number) =>
  ((x * 73 + y * 151 + channel * 199 + x * y * 7) * 2654435761) >>> 16;
const overWhite = (value: number, alpha: number) => Math.round((value * alpha + 255 * (255 - alpha)) / 255);
const to8 = (sample: number) => Math.round((sample * 255) / 65_535);

describe('decodePng', () => {
  for (const interlaced of [false, true]) {
    const size = { width: 37, height: 23, interlaced };
    const name = interlaced ? 'interlaced' : 'plain';

    for (const depth of [1, 2, 4, 8]) {
      const top = 2 ** depth - 1;
      it(`reads ${name} grey of ${depth} bits`, () => {
        const recipe = { ...size, depth, color: 0, pixel: (x: number, y: number) => [hash(x, y, 0) & top] };
        expect(pixelsOf(recipe)).toEqual(expected(recipe, ([g]) => new Array(3).fill((g! * 255) / top)));
      });

      it(`reads a ${name} palette of ${depth} bits, transparency over white`, () => {
        const entries = Array.from({ length: top + 1 }, (_, index) => [
          index,
          255 - index,
          (index * 7) & 255,
        ]);
        const alphas = Array.from({ length: (top + 1) >> 1 }, (_, index) => (index * 90) & 255);
        const recipe = {
          ...size,
          depth,
          color: 3,
          pixel: (x: number, y: number) => [hash(x, y, 0) & top],
          before: [
            pngChunk('PLTE', Uint8Array.from(entries.flat())),
            pngChunk('tRNS', Uint8Array.from(alphas)),
          ],
        };
        expect(pixelsOf(recipe)).toEqual(
          expected(recipe, ([index]) =>
            entries[index!]!.map((value) => overWhite(value, alphas[index!] ?? 255)),
          ),
        );
      });
    }

    it(`reads ${name} grey of 16 bits`, () => {
      const recipe = { ...size, depth: 16, color: 0, pixel: (x: number, y: number) => [hash(x, y, 0)] };
      expect(pixelsOf(recipe)).toEqual(expected(recipe, ([g]) => new Array(3).fill(to8(g!))));
    });

    for (const depth of [8, 16]) {
      const mask = 2 ** depth - 1;
      const down = depth === 16 ? to8 : (sample: number) => sample;
      const samples = (count: number) => (x: number, y: number) =>
        Array.from({ length: count }, (_, channel) => hash(x, y, channel) & mask);

      it(`reads ${name} colour of ${depth} bits`, () => {
        const recipe = { ...size, depth, color: 2, pixel: samples(3) };
        expect(pixelsOf(recipe)).toEqual(expected(recipe, (rgb) => rgb.map(down)));
      });

      it(`lays ${name} grey with alpha of ${depth} bits over white`, () => {
        const recipe = { ...size, depth, color: 4, pixel: samples(2) };
        expect(pixelsOf(recipe)).toEqual(
          expected(recipe, ([g, a]) => new Array(3).fill(overWhite(down(g!), down(a!)))),
        );
      });

      it(`lays ${name} colour with alpha of ${depth} bits over white`, () => {
        const recipe = { ...size, depth, color: 6, pixel: samples(4) };
        expect(pixelsOf(recipe)).toEqual(
          expected(recipe, ([r, g, b, a]) => [r, g, b].map((value) => overWhite(down(value!), down(a!)))),
        );
      });
    }
  }

  it('makes the one transparent grey or colour white', () => {
    const grey = { width: 9, height: 9, depth: 4, color: 0, pixel: (x: number, y: number) => [(x + y) & 15] };
    const key = pngChunk('tRNS', Uint8Array.of(0, 3));
    expect(pixelsOf({ ...grey, before: [key] })).toEqual(
      expected(grey, ([g]) => new Array(3).fill(g === 3 ? 255 : g! * 17)),
    );
    for (const depth of [8, 16]) {
      const colour = {
        width: 9,
        height: 9,
        depth,
        color: 2,
        pixel: (x: number, y: number) => [x & 1, y & 1, 0],
      };
      const rgbKey = pngChunk('tRNS', Uint8Array.of(0, 1, 0, 0, 0, 0));
      expect(pixelsOf({ ...colour, before: [rgbKey] })).toEqual(
        expected(colour, ([r, g]) =>
          r === 1 && g === 0 ? [255, 255, 255] : depth === 8 ? [r!, g!, 0] : [0, 0, 0],
        ),
      );
    }
  });

  it('reads the smallest pictures of every kind, interlaced too', () => {
    for (let width = 1; width <= 9; width++) {
      for (let height = 1; height <= 9; height++) {
        const recipe = {
          width,
          height,
          depth: 2,
          color: 0,
          interlaced: true,
          pixel: (x: number, y: number) => [(x + y) & 3],
        };
        expect(pixelsOf(recipe)).toEqual(expected(recipe, ([g]) => new Array(3).fill(g! * 85)));
      }
    }
  });

  it('reads pixels cut into chunks of any size', () => {
    const recipe = {
      width: 64,
      height: 64,
      depth: 8,
      color: 2,
      pixel: (x: number, y: number) => [x, y, x ^ y],
    };
    const whole = decodePng(writePng(recipe), full);
    for (const pieceBytes of [1, 2, 3, 100]) {
      expect(decodePng(writePng({ ...recipe, pieceBytes }), full)).toEqual(whole);
    }
  });

  it('shrinks plain and interlaced pictures to the same pixels', () => {
    const recipe = {
      width: 200,
      height: 150,
      depth: 8,
      color: 2,
      pixel: (x: number, y: number) => [x, y, hash(x, y, 2) & 255],
    };
    const small = decodePng(writePng(recipe), { longestSide: 64, maxPixels: 1e9 });
    expect([small.width, small.height]).toEqual([64, 48]);
    expect(decodePng(writePng({ ...recipe, interlaced: true }), { longestSide: 64, maxPixels: 1e9 })).toEqual(
      small,
    );
    const few = decodePng(writePng(recipe), { longestSide: 1000, maxPixels: 3000 });
    expect(few.width * few.height).toBeLessThanOrEqual(3000);
  });

  it('ignores damage in chunks that carry no pixels, and what follows the end', () => {
    const recipe = { width: 20, height: 20, depth: 8, color: 0, pixel: (x: number) => [x] };
    const comment = pngChunk('tEXt', Uint8Array.of(65, 0, 66));
    comment[9]! ^= 255;
    expect(pixelsOf({ ...recipe, before: [comment] })).toEqual(expected(recipe, ([g]) => [g!, g!, g!]));
    const trailing = join([writePng(recipe), new Uint8Array(1000).fill(7)]);
    expect(decodePng(trailing, full)).toEqual(decodePng(writePng(recipe), full));
  });

  it('needs no end, and minds nothing that stands in its place', () => {
    const recipe = {
      width: 20,
      height: 20,
      depth: 8,
      color: 2,
      pixel: (x: number, y: number) => [x, y, 9],
      pieceBytes: 60,
    };
    const whole = writePng(recipe);
    const wanted = decodePng(whole, full);
    const open = whole.subarray(0, -12);
    const damagedEnd = Uint8Array.from(whole);
    damagedEnd[whole.length - 1]! ^= 255;
    // The checksum of the last piece is cut off as well: its pixels are there.
    for (const bytes of [
      open,
      open.subarray(0, -4),
      open.subarray(0, -6),
      damagedEnd,
      join([open, new Uint8Array(99).fill(7)]),
    ]) {
      expect(decodePng(bytes, full)).toEqual(wanted);
    }
    expect(failure(open.subarray(0, -60))).toMatchObject({ type: 'image_unreadable' });
    expect(failure(open.subarray(0, -60)).message).toMatch(/cut short, \d+ % of the picture is there/);
  });

  it('refuses a checksum that does not hold over any of its pixels', () => {
    const recipe = {
      width: 20,
      height: 20,
      depth: 8,
      color: 2,
      pixel: (x: number, y: number) => [x, y, 9],
      pieceBytes: 60,
    };
    const whole = writePng(recipe);
    const pieces = [...whole.keys()].filter(
      (at) => String.fromCharCode(...whole.subarray(at, at + 4)) === 'IDAT',
    );
    expect(pieces.length).toBeGreaterThan(2);
    for (const at of pieces) {
      const damaged = Uint8Array.from(whole);
      const length = new DataView(whole.buffer).getUint32(at - 4);
      damaged[at + 4 + length]! ^= 1;
      expect(failure(damaged)).toMatchObject({ type: 'image_unreadable' });
    }
  });

  it('is refused by name when it moves', () => {
    const control = (frames: number) => pngChunk('acTL', Uint8Array.of(0, 0, 0, frames, 0, 0, 0, 0));
    const still = { width: 20, height: 20, depth: 8, color: 0, pixel: () => [9] };
    expect(failure(writePng({ ...still, before: [control(3)] }))).toMatchObject({ type: 'animated_image' });
    expect(decodePng(writePng({ ...still, before: [control(1)] }), full).width).toBe(20);
  });

  it('is the same inflated at once and line by line, which longer streams are', () => {
    const size = { width: 70, height: 50, depth: 8, color: 6 };
    const lines = Uint8Array.from({ length: 50 * 281 }, (_, at) =>
      at % 281 === 0 ? (at / 281) % 5 : (at * at) >> 3,
    );
    const once = decodePng(assemblePng(size, zlibSync(lines)), full);
    expect(decodePng(assemblePng(size, zlibSync(join([lines, Uint8Array.of(0)]))), full)).toEqual(once);
  });

  it('refuses data that end early, are damaged, name no filter, or miss their palette', () => {
    const size = { width: 50, height: 50, depth: 8, color: 2 };
    const lines = (count: number, filter = 0) => {
      const raw = new Uint8Array(count * 151);
      for (let line = 0; line < count; line++) raw[line * 151] = filter;
      return zlibSync(raw);
    };
    expect(decodePng(assemblePng(size, lines(50)), full).width).toBe(50);
    expect(failure(assemblePng(size, lines(49)))).toMatchObject({ type: 'image_unreadable', param: 'data' });
    expect(failure(assemblePng(size, lines(50).subarray(0, -12)))).toMatchObject({
      type: 'image_unreadable',
    });
    expect(failure(assemblePng(size, lines(50, 5)))).toMatchObject({ type: 'image_unreadable' });
    expect(failure(assemblePng(size, new Uint8Array(500)))).toMatchObject({ type: 'image_unreadable' });
    expect(failure(assemblePng({ ...size, color: 3 }, lines(50)))).toMatchObject({
      type: 'image_unreadable',
    });
    const flipped = assemblePng(size, lines(50));
    flipped[45]! ^= 1;
    expect(failure(flipped)).toMatchObject({ type: 'image_unreadable' });
  });

  it('stops inflating after the last line: a bomb behind it costs nothing', () => {
    const compressed = deflateSync(new Uint8Array(200_000_000), { level: 1 });
    const bomb = assemblePng({ width: 64, height: 64, depth: 8, color: 0 }, compressed);
    const before = process.memoryUsage().arrayBuffers;
    const started = process.cpuUsage();
    expect(decodePng(bomb, full).width).toBe(64);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(500);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64_000_000);
  });

  it('gives up on a stream that swallows data and says nothing', () => {
    // A deflate stream that ends after one line, then megabytes of nothing.
    const ended = zlibSync(new Uint8Array(65));
    const silent = join([ended, new Uint8Array(20_000_000)]);
    const started = process.cpuUsage();
    expect(failure(assemblePng({ width: 64, height: 64, depth: 8, color: 0 }, silent))).toMatchObject({
      type: 'image_unreadable',
    });
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});
