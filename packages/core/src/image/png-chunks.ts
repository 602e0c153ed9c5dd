/** Walks a PNG's chunks without inflating the picture: header, palette, orientation, colours, and where the pixels lie. */
import { unzlibSync } from 'fflate/browser';
import { LivePhotoError } from '../contract/errors.ts';
import type { ColorReading, ColorSpace, ExifOrientation } from '../contract/image-info.ts';
import { readProfile } from './color-space.ts';
import { crc32 } from './crc32.ts';
import { exifOrientation } from './exif.ts';
import { hasAscii } from './foreign-formats.ts';
import { codeName, namelessProfile } from './profile-name.ts';
import { refused } from './refused.ts';

const signatureBytes = 8;
/** Length, type and CRC around a chunk's body. */
const chunkOverhead = 12;
/** Encoders write chunks of 4 KiB and more; a file of millions of empty ones only costs time. */
export const maxPngChunks = 100_000;
const maxInt32 = 0x7fffffff;
/** A compressed profile that is larger, or comes to more, is none of those that are looked for. */
const maxProfileBytes = 65_536;

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

export interface PngFile extends PngHeader, ColorReading {
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
  /** The file ends inside it, so that it has no checksum. */
  readonly cut: boolean;
  /** Whether the checksum holds. */
  intact(): boolean;
}

export function isPng(bytes: Uint8Array): boolean {
  return hasAscii(bytes, 0, '\x89PNG\r\n\x1a\n');
}

/**
 * The header alone: the first chunk, checked against the standard.
 * @throws {LivePhotoError} `image_unreadable` when it is damaged or cut; `invalid_request` for Apple's kind, which no browser reads.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const first = chunkAt(bytes, signatureBytes);
  if (first?.chunk.type === 'CgBI') {
    throw refused("The PNG is of Apple's own kind, as iPhone apps hold them: save it anew, or send a JPG");
  }
  if (!first || (first.chunk.cut && first.chunk.type === 'IHDR')) {
    throw damagedPng('the file ends inside its header');
  }
  if (first.chunk.type !== 'IHDR' || first.chunk.body.length !== 13 || !first.chunk.intact()) {
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
 * Every chunk that decides pixels. Checksums of critical chunks count, those of others do not: a damaged comment is no reason
 * to refuse a photo. Nor is the end of the file, or anything else behind the pixels: whether those are whole, and their
 * checksums, is for the decoder to say.
 * @throws {LivePhotoError} `image_unreadable` when a chunk is damaged or missing; `animated_image` for an animation.
 */
export function readPngFile(bytes: Uint8Array): PngFile {
  const header = readPngHeader(bytes);
  const pieces: PngChunk[] = [];
  const colors = new Map<string, PngChunk>();
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let orientation: ExifOrientation | undefined;

  let at = signatureBytes;
  for (let count = 0; ; count++) {
    if (count > maxPngChunks) throw damagedPng(`it has more than ${maxPngChunks} chunks`);
    const next = chunkAt(bytes, at);
    if (!next) break;
    const { chunk, end } = next;
    at = end;
    if (chunk.type === 'IDAT') {
      pieces.push(chunk);
      continue;
    }
    if (chunk.cut || chunk.type === 'IEND') break;
    // A lower-case first letter marks a chunk that a decoder may leave out.
    if (chunk.type.charCodeAt(0) < 0x61 && !chunk.intact()) {
      if (pieces.length > 0) break;
      throw damagedPng('its data are damaged');
    }
    // Of several the first, and before the pixels, as libpng and so browsers have it.
    if (chunk.type === 'PLTE' && pieces.length === 0) palette ??= chunk.body;
    else if (chunk.type === 'tRNS' && pieces.length === 0) transparency ??= chunk.body;
    else if (chunk.type === 'eXIf' && chunk.body.length > 0) orientation ??= exifOrientation(chunk.body);
    else if (chunk.type === 'acTL') refuseAnimation(chunk);
    else if (pieces.length === 0 && isColorChunk(chunk) && !colors.has(chunk.type))
      colors.set(chunk.type, chunk);
  }
  if (pieces.every(({ body }) => body.length === 0)) throw damagedPng('it has a header but no picture');
  if (header.color === pngColor.palette && (!palette || palette.length < 3 || palette.length % 3 !== 0)) {
    throw damagedPng('its palette is missing or damaged');
  }
  return {
    ...header,
    ...colorsOfChunks(colors),
    orientation: orientation ?? 1,
    palette,
    transparency,
    pieces,
  };
}

/** A profile or a code that is as it was written; what is too large to be one that is known is not looked through. */
export function isColorChunk(chunk: PngChunk): boolean {
  if (chunk.type !== 'iCCP' && chunk.type !== 'cICP') return false;
  return chunk.body.length > maxProfileBytes || chunk.intact();
}

function refuseAnimation(control: PngChunk): void {
  const [, , high, low] = control.body;
  const frames = control.body.length === 8 ? ((high ?? 0) << 8) | (low ?? 0) : 0;
  if (frames > 1) throw refused('The PNG is an animation: send a single picture', 'animated_image');
}

/** The numbers of ITU-T H.273 for primaries, which `cICP` has first. */
const primariesOfCode: Readonly<Record<number, ColorSpace>> = { 1: 'srgb', 12: 'display-p3' };

/** Behind them the curve of sRGB, RGB itself and its full range: browsers apply every other curve, television's too. */
const restOfCode = [13, 0, 1] as const;

const unreadProfile: ColorReading = { colorSpace: 'other', ignoredProfile: namelessProfile };

/** `cICP` stands above `iCCP`; `gAMA` and `cHRM` are left out, as they are by cameras and most programs. */
export function colorsOfChunks(chunks: ReadonlyMap<string, PngChunk>): ColorReading {
  const code = chunks.get('cICP')?.body;
  if (code?.length === 4) {
    const [primaries = 0, curve = 0] = code;
    const isKnown = restOfCode.every((value, index) => code[1 + index] === value);
    const colorSpace = isKnown ? primariesOfCode[primaries] : undefined;
    return colorSpace ? { colorSpace } : { colorSpace: 'other', ignoredProfile: codeName(primaries, curve) };
  }
  const profile = chunks.get('iCCP')?.body;
  if (profile === undefined) return { colorSpace: 'srgb' };
  // A name of up to 79 bytes, a zero, the method (deflate), the profile.
  const nameEnd = profile.indexOf(0);
  if (nameEnd < 1 || nameEnd > 79 || profile[nameEnd + 1] !== 0 || profile.length > maxProfileBytes)
    return unreadProfile;
  try {
    return readProfile(unzlibSync(profile.subarray(nameEnd + 2), { out: new Uint8Array(maxProfileBytes) }));
  } catch {
    return unreadProfile;
  }
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

/** Where the first chunk begins. */
export const firstPngChunk = signatureBytes;

/** The chunk that begins at `at`, cut where the file ends; undefined when not even its header is there. */
export function chunkAt(bytes: Uint8Array, at: number): { chunk: PngChunk; end: number } | undefined {
  if (at + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.byteLength - at);
  const length = view.getUint32(0);
  const end = at + chunkOverhead + length;
  const cut = end > bytes.length;
  const chunk: PngChunk = {
    cut,
    type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)),
    body: bytes.subarray(at + 8, at + 8 + length),
    intact: () => !cut && crc32(bytes.subarray(at + 4, at + 8 + length)) === view.getUint32(8 + length),
  };
  return { chunk, end };
}
