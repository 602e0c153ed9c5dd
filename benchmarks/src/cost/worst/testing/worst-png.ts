/** PNGs that are slow to decode: rows that all predict from two neighbours, interlaced, of noise, or compressed in blocks of nothing. */
import { constants, deflateSync } from 'node:zlib';
import { numbers } from '../../../../../packages/core/src/image/testing/bit-writer.ts';
import { blocksOfCodes } from '../../../../../packages/core/src/image/testing/deflate-blocks.ts';
import { adam7, pngChunk } from '../../../../../packages/core/src/image/testing/png-writer.ts';

export interface PngRecipe {
  readonly width: number;
  readonly height: number;
  readonly depth: 8 | 16;
  /** 0 grey, 2 colour, 3 palette, 6 with alpha. */
  readonly colour: 0 | 2 | 3 | 6;
  readonly interlaced?: boolean;
  /** One grey or colour that is transparent, which every pixel is held against. */
  readonly transparent?: boolean;
  /** Bits of noise in every byte; without them they hold next to nothing once they are compressed. */
  readonly noise?: number;
  /** Bytes of blocks before the picture that each bring codes of their own and nothing else. */
  readonly emptyBlocks?: number;
}

const channels = { 0: 1, 2: 3, 3: 1, 6: 4 } as const;
const paeth = 4;

export function worstPng(recipe: PngRecipe): Uint8Array {
  const { width, height, depth, colour, interlaced, transparent, emptyBlocks = 0 } = recipe;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  const packed = compressed(linesOf(recipe), recipe.noise !== undefined);
  const data =
    emptyBlocks > 0
      ? Buffer.concat([packed.subarray(0, 2), blocksOfCodes(emptyBlocks), packed.subarray(2)])
      : packed;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    ...(colour === 3
      ? [pngChunk('PLTE', Buffer.alloc(768, 100)), pngChunk('tRNS', Buffer.alloc(256, 128))]
      : []),
    ...(transparent ? [pngChunk('tRNS', Buffer.alloc(colour === 0 ? 2 : 6, 1))] : []),
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function linesOf({ width, height, depth, colour, interlaced, noise }: PngRecipe): Buffer {
  const pixel = (channels[colour] * depth) / 8;
  const sizes = interlaced
    ? adam7.map(([x, y, stepX, stepY]) => [Math.ceil((width - x) / stepX), Math.ceil((height - y) / stepY)])
    : [[width, height]];
  const next = numbers(5);
  const mask = noise === undefined ? 0 : (2 ** noise - 1) * 0x01010101;
  const random = Buffer.from(
    Uint32Array.from({ length: mask === 0 ? 0 : 1 << 20 }, () => next() & mask).buffer,
  );
  let at = 0;
  const rows = sizes.flatMap(([across = 0, down = 0]) =>
    Array.from({ length: down }, (_, row) => {
      const line = Buffer.alloc(1 + across * pixel, colour === 3 ? 0 : row % 7);
      if (mask !== 0) {
        at = (at + 12_347) % (random.length - line.length);
        random.copy(line, 0, at);
      }
      line[0] = paeth;
      return line;
    }),
  );
  return Buffer.concat(rows);
}

function compressed(lines: Buffer, isNoise: boolean): Buffer {
  return deflateSync(lines, isNoise ? { level: 1, strategy: constants.Z_HUFFMAN_ONLY } : { level: 9 });
}
