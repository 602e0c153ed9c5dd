/** Walks a PNG's chunks without inflating: the header, the palette, the orientation, and where the pixels lie. */
import { LivePhotoError } from '../contract/errors.ts';
import type { ExifOrientation } from '../contract/image-info.ts';
import { crc32 } from './crc32.ts';
import { exifOrientation } from './exif.ts';
import { hasAscii } from './foreign-formats.ts';

const signatureBytes = 8;
/** Length, type and CRC around a chunk's body. */
const chunkOverhead = 12;
/** Encoders write chunks of 4 KiB and more; a file of millions of empty ones only costs time. */
const maxChunks = 100_000;
const maxInt32 = 0x7fffffff;

/** PNG's own numbers for what a pixel is made of (W3C PNG, table 8). */
export const pngColor = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgba: 6 } as const;
export type PngColor = (typeof pngColor)[keyof typeof pngColor];

/** Samples a pixel. */
export const channelsOf: Readonly<Record<PngColor, number>> = {
  [pngColor.grey]: 1,
  [pngColor.rgb]: 3,
  [pngColor.palette]: 1,
  [pngColor.greyAlpha]: 2,
  [pngColor.rgba]: 4,
};

const depthsOf: Readonly<Record<PngColor, readonly number[]>> = {
  [pngColor.grey]: [1, 2, 4, 8, 16],
  [pngColor.rgb]: [8, 16],
  [pngColor.palette]: [1, 2, 4, 8],
  [pngColor.greyAlpha]: [8, 16],
  [pngColor.rgba]: [8, 16],
};

export interface PngHeader {
  /** Pixels, as stored. */
  readonly width: number;
  readonly height: number;
  /** Bits a channel (or a palette index). */
  readonly depth: number;
  readonly color: PngColor;
  readonly interlaced: boolean;
}

export interface PngFile extends PngHeader {
  readonly orientation: ExifOrientation;
  /** R G B triples, for a palette picture. */
  readonly palette: Uint8Array | undefined;
  /** Body of `tRNS`: alpha of palette entries, or the one transparent grey or colour. */
  readonly transparency: Uint8Array | undefined;
  /** The compressed pixels, piece by piece. Their checksums are left to whoever inflates them. */
  readonly pieces: readonly PngChunk[];
}

export interface PngChunk {
  readonly type: string;
  /** A view into the file. */
  readonly body: Uint8Array;
  /** Whether the checksum holds. */
  intact(): boolean;
}

export function isPng(bytes: Uint8Array): boolean {
  return hasAscii(bytes, 0, '\x89PNG\r\n\x1a\n');
}

/**
 * The header alone: the first chunk, checked against the standard.
 * @throws {LivePhotoError} `image_unreadable` when it is damaged or cut.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const first = chunkAt(bytes, signatureBytes);
  if (first?.chunk.type !== 'IHDR' || first.chunk.body.length !== 13 || !first.chunk.intact()) {
    throw damagedPng('its header is damaged');
  }
  const { body } = first.chunk;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const depth = view.getUint8(8);
  const color = view.getUint8(9);
  const interlace = view.getUint8(12);
  const valid =
    width >= 1 &&
    width <= maxInt32 &&
    height >= 1 &&
    height <= maxInt32 &&
    isPngColor(color) &&
    depthsOf[color].includes(depth) &&
    view.getUint8(10) === 0 &&
    view.getUint8(11) === 0 &&
    interlace <= 1;
  if (!valid) throw damagedPng('its header is damaged');
  return { width, height, depth, color, interlaced: interlace === 1 };
}

/**
 * Every chunk that decides pixels. Checksums of critical chunks count, those of others do not: a damaged comment
 * is no reason to refuse a photo.
 * @throws {LivePhotoError} `image_unreadable` when a chunk is damaged or missing, or the file is cut.
 */
export function readPngFile(bytes: Uint8Array): PngFile {
  const header = readPngHeader(bytes);
  const pieces: PngChunk[] = [];
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let orientation: ExifOrientation = 1;

  let at = signatureBytes;
  for (let count = 0; ; count++) {
    if (count > maxChunks) throw damagedPng(`it has more than ${maxChunks} chunks`);
    const next = chunkAt(bytes, at);
    if (!next) {
      throw damagedPng(pieces.length === 0 ? 'it has a header but no picture' : 'the file is cut short');
    }
    const { chunk, end } = next;
    at = end;
    if (chunk.type === 'IDAT') {
      pieces.push(chunk);
      continue;
    }
    // A lower-case first letter marks a chunk that a decoder may leave out.
    if (chunk.type.charCodeAt(0) < 0x61 && !chunk.intact()) throw damagedPng('its data are damaged');
    if (chunk.type === 'IEND') break;
    if (chunk.type === 'PLTE') palette = chunk.body;
    else if (chunk.type === 'tRNS' && pieces.length === 0) transparency = chunk.body;
    else if (chunk.type === 'eXIf') orientation = exifOrientation(chunk.body);
  }
  if (pieces.every(({ body }) => body.length === 0)) throw damagedPng('it has a header but no picture');
  if (header.color === pngColor.palette && (!palette || palette.length < 3 || palette.length % 3 !== 0)) {
    throw damagedPng('its palette is missing or damaged');
  }
  return { ...header, orientation, palette, transparency, pieces };
}

/** Bytes that decoding goes through: the inflated lines, or the whole RGB picture that interlacing needs. */
export function inflatedBytes({ width, height, depth, color, interlaced }: PngHeader): number {
  const lines = Math.ceil((width * depth * channelsOf[color]) / 8) * height;
  return interlaced ? Math.max(lines, width * height * 3) : lines;
}

/** The typed error for a PNG whose bytes cannot be trusted. */
export function damagedPng(why: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('image_unreadable', `The PNG cannot be read: ${why}. Take or export it again`, {
    param: 'data',
    cause,
  });
}

function isPngColor(color: number): color is PngColor {
  return (Object.values(pngColor) as number[]).includes(color);
}

/** The chunk that begins at `at`, or undefined when the file ends before it does. */
function chunkAt(bytes: Uint8Array, at: number): { chunk: PngChunk; end: number } | undefined {
  if (at + chunkOverhead > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.byteLength - at);
  const length = view.getUint32(0);
  const end = at + chunkOverhead + length;
  if (end > bytes.length) return undefined;
  const chunk: PngChunk = {
    type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)),
    body: bytes.subarray(at + 8, at + 8 + length),
    intact: () => crc32(bytes.subarray(at + 4, at + 8 + length)) === view.getUint32(8 + length),
  };
  return { chunk, end };
}
