/** Reads a WebP's chunks, and decodes it. */
import { LivePhotoError } from '../contract/errors.ts';
import type { ColorReading, ExifOrientation, ImageInfo } from '../contract/image-info.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { type Codec, unreadable } from './codec.ts';
import { readProfile } from './color-space.ts';
import { costLeft, webpWork } from './decode-cost.ts';
import { sizeWithin } from './downscale.ts';
import { exifOrientation } from './exif.ts';
import { hasAscii } from './foreign-formats.ts';
import type { ScaledRequest } from './jpeg-decode.ts';
import { refused } from './refused.ts';
import type { ImageCodecs } from './wasm-decoder.ts';

/** `RIFF`, its size, `WEBP`. */
export const firstChunk = 12;
export const chunkHeader = 8;
/** A photo has its picture, transparency, profile, EXIF and XMP. */
export const maxWebpChunks = 1000;

/** Bits of `VP8X`. */
export const flags = { animation: 0x02, exif: 0x08, alpha: 0x10, profile: 0x20 } as const;

export interface WebpHeader extends ColorReading {
  /** Pixels, as stored. */
  readonly width: number;
  readonly height: number;
  /** Whether it says that it is transparent. */
  readonly alpha: boolean;
  /** Transparency that is decoded, be it announced or not. */
  readonly alphaCoded: boolean;
  readonly lossless: boolean;
  /** Bytes of the picture, and of its transparency. */
  readonly codedBytes: number;
  readonly orientation: ExifOrientation;
}

export function isWebp(bytes: Uint8Array): boolean {
  return hasAscii(bytes, 0, 'RIFF') && hasAscii(bytes, 8, 'WEBP');
}

/**
 * @throws {LivePhotoError} `image_unreadable` for a damaged header or a file without a picture; `animated_image` for an animation.
 */
export function readWebpHeader(bytes: Uint8Array): WebpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { width: number; height: number; alpha: boolean; lossless: boolean } | undefined;
  let codedBytes = 0;
  let alphaCoded = false;
  // What it does not announce does not count, as in browsers.
  let canvas: ReturnType<typeof readCanvas> | undefined;
  let orientation: ExifOrientation | undefined;
  let colors: ColorReading | undefined;
  let at = firstChunk;
  for (let count = 0; at + chunkHeader <= bytes.length; count++) {
    if (count > maxWebpChunks) throw damagedWebp(`it has more than ${maxWebpChunks} chunks`);
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const body = bytes.subarray(at + chunkHeader, Math.min(bytes.length, at + chunkHeader + length));
    if (name === 'VP8 ' || name === 'VP8L' || name === 'ALPH') codedBytes += body.length;
    if (name === 'ALPH') alphaCoded = true;
    if (name === 'ANIM' || name === 'ANMF') throw animated();
    if (name === 'VP8X' && at === firstChunk) canvas = readCanvas(body);
    else if (name === 'VP8 ') size ??= readLossy(body);
    else if (name === 'VP8L') size ??= readLossless(body);
    else if (name === 'ICCP' && canvas?.profile) colors ??= readProfile(body);
    else if (name === 'EXIF' && canvas?.exif && body.length > 0)
      orientation ??= exifOrientation(withoutMagic(body));
    if (size && !canvas) break;
    at += chunkHeader + length + (length & 1);
  }
  if (!size) throw damagedWebp('it has a header but no picture');
  if (canvas && (canvas.width !== size.width || canvas.height !== size.height)) {
    throw damagedWebp('its size does not match its header');
  }
  return {
    width: size.width,
    height: size.height,
    alpha: size.alpha || canvas?.alpha === true,
    alphaCoded,
    lossless: size.lossless,
    codedBytes,
    orientation: orientation ?? 1,
    ...(colors ?? { colorSpace: 'srgb' }),
  };
}

/** The upright picture, transparency laid over white, shrunk to `longestSide` and `maxPixels` when it is larger. */
export function decodeWebp(
  codec: Codec<ImageCodecs>,
  bytes: Uint8Array,
  info: ImageInfo,
  request: ScaledRequest,
): RgbImage {
  const header = readWebpHeader(bytes);
  const mostCost = costLeft(webpWork(header));
  const stored = { width: info.storedWidth, height: info.storedHeight };
  const { orientation, colorSpace } = info;
  const target = sizeWithin(stored, request.longestSide, request.maxPixels);
  try {
    return codec.decode(
      bytes,
      { stored, target, eighths: 8, orientation, colorSpace, mostCost },
      (exports, address) => exports.decode_webp(address, bytes.length, header.alpha ? 1 : 0),
    );
  } catch (error) {
    throw unreadable('WebP', error);
  }
}

function readCanvas(body: Uint8Array) {
  if (body.length < 10) throw damagedWebp('its header is damaged');
  if (body[0]! & flags.animation) throw animated();
  const side = (at: number) => 1 + (body[at]! | (body[at + 1]! << 8) | (body[at + 2]! << 16));
  const has = (flag: number) => (body[0]! & flag) !== 0;
  return {
    width: side(4),
    height: side(7),
    alpha: has(flags.alpha),
    profile: has(flags.profile),
    exif: has(flags.exif),
  };
}

/** A key frame of VP8: its start code, then 14 bits of each side. */
function readLossy(body: Uint8Array) {
  if (body.length < 10 || body[0]! & 1 || !hasAscii(body, 3, '\x9d\x01\x2a')) {
    throw damagedWebp('its header is damaged');
  }
  const side = (at: number) => (body[at]! | (body[at + 1]! << 8)) & 0x3fff;
  return positive({ width: side(6), height: side(8), alpha: false, lossless: false });
}

/** 14 bits of each side less one, then whether transparency is used. */
function readLossless(body: Uint8Array) {
  if (body.length < 5 || body[0] !== 0x2f) throw damagedWebp('its header is damaged');
  const bits = new DataView(body.buffer, body.byteOffset).getUint32(1, true);
  return {
    width: 1 + (bits & 0x3fff),
    height: 1 + ((bits >>> 14) & 0x3fff),
    alpha: ((bits >>> 28) & 1) === 1,
    lossless: true,
  };
}

function positive<Size extends { width: number; height: number }>(size: Size): Size {
  if (size.width === 0 || size.height === 0) throw damagedWebp('its header gives no picture size');
  return size;
}

/** Some writers put JPEG's name of the block before it. */
function withoutMagic(exif: Uint8Array): Uint8Array {
  return hasAscii(exif, 0, 'Exif\0\0') ? exif.subarray(6) : exif;
}

function animated(): LivePhotoError {
  return refused('The WebP is an animation: send a single picture', 'animated_image');
}

function damagedWebp(why: string): LivePhotoError {
  return new LivePhotoError('image_unreadable', `The WebP cannot be read: ${why}. Take or export it again`, {
    param: 'data',
  });
}
