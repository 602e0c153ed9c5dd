/** Writes PNGs of every kind, sound or not, for tests only: the part of the standard that a decoder undoes. */
import { zlibSync } from 'fflate/browser';
import { crc32 } from '../crc32.ts';

export interface PngRecipe {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** PNG colour type: 0, 2, 3, 4, 6. */
  readonly color: number;
  readonly interlaced?: boolean;
  /** The samples of the pixel at `x`, `y`, each 0 .. 2^depth - 1. */
  readonly pixel: (x: number, y: number) => readonly number[];
  /** Filter of line `index`; all five in turn when absent. */
  readonly filter?: (index: number) => number;
  /** Chunks between the header and the pixels. */
  readonly before?: readonly Uint8Array[];
  /** Bytes of an `IDAT` chunk; one chunk when absent. */
  readonly pieceBytes?: number;
}

/** Passes of an interlaced picture: first column and row, and the step of each. */
export const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export function writePng(recipe: PngRecipe): Uint8Array {
  return assemblePng(recipe, zlibSync(filteredLines(recipe)));
}

/** A PNG around compressed data of any kind. */
export function assemblePng(
  recipe: Pick<PngRecipe, 'width' | 'height' | 'depth' | 'color' | 'interlaced' | 'before' | 'pieceBytes'>,
  compressed: Uint8Array,
): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, recipe.width);
  view.setUint32(4, recipe.height);
  header.set([recipe.depth, recipe.color, 0, 0, recipe.interlaced ? 1 : 0], 8);
  const pieces: Uint8Array[] = [];
  const pieceBytes = recipe.pieceBytes ?? Math.max(1, compressed.length);
  for (let at = 0; at < compressed.length; at += pieceBytes) {
    pieces.push(pngChunk('IDAT', compressed.subarray(at, at + pieceBytes)));
  }
  return join([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', header),
    ...(recipe.before ?? []),
    ...pieces,
    pngChunk('IEND', new Uint8Array(0)),
  ]);
}

export function pngChunk(type: string, body: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(12 + body.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length);
  for (let index = 0; index < 4; index++) chunk[4 + index] = type.charCodeAt(index);
  chunk.set(body, 8);
  view.setUint32(8 + body.length, crc32(chunk.subarray(4, 8 + body.length)));
  return chunk;
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function filteredLines(recipe: PngRecipe): Uint8Array {
  const { width, height } = recipe;
  const passes = recipe.interlaced ? adam7 : ([[0, 0, 1, 1]] as const);
  const lines: Uint8Array[] = [];
  for (const [startX, startY, stepX, stepY] of passes) {
    let above: Uint8Array | undefined;
    for (let y = startY; y < height; y += stepY) {
      const samples: number[] = [];
      for (let x = startX; x < width; x += stepX) samples.push(...recipe.pixel(x, y));
      if (samples.length === 0) continue;
      const line = packed(samples, recipe.depth);
      const filter = recipe.filter?.(lines.length) ?? lines.length % 5;
      lines.push(filtered(line, above ?? new Uint8Array(line.length), filter, backOf(recipe)));
      above = line;
    }
  }
  return join(lines);
}

function backOf({ depth, pixel }: PngRecipe): number {
  return Math.max(1, (pixel(0, 0).length * depth) / 8);
}

function packed(samples: readonly number[], depth: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((samples.length * depth) / 8));
  samples.forEach((sample, index) => {
    if (depth === 16) bytes.set([sample >> 8, sample & 255], index * 2);
    else bytes[(index * depth) >> 3]! |= sample << (8 - depth - ((index * depth) & 7));
  });
  return bytes;
}

function filtered(line: Uint8Array, above: Uint8Array, filter: number, back: number): Uint8Array {
  const out = new Uint8Array(line.length + 1);
  out[0] = filter;
  for (let at = 0; at < line.length; at++) {
    const left = line[at - back] ?? 0;
    const up = above[at]!;
    const corner = above[at - back] ?? 0;
    out[at + 1] = line[at]! - prediction(filter, left, up, corner);
  }
  return out;
}

function prediction(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return Math.floor((left + up) / 2);
    case 4: {
      const target = left + up - corner;
      const distances = [left, up, corner].map((value) => Math.abs(value - target));
      return [left, up, corner][distances.indexOf(Math.min(...distances))]!;
    }
    default:
      return 0;
  }
}

/** A damaged PNG with the checksums of its chunks made to hold again, so that the damage comes through to the decoder. */
export function withChecksums(bytes: Uint8Array): Uint8Array {
  const mended = Uint8Array.from(bytes);
  const view = new DataView(mended.buffer);
  for (let at = 8; at + 12 <= mended.length; ) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > mended.length) break;
    view.setUint32(end - 4, crc32(mended.subarray(at + 4, end - 4)));
    at = end;
  }
  return mended;
}
