/** What decoding a picture costs, from its header: the one table that limits and decoders go by. */
import type { HeifHeader } from './heif-header.ts';
import type { JpegHeader } from './jpeg-header.ts';
import { inflatedBytes, type PngHeader } from './png-chunks.ts';
import { refused } from './refused.ts';
import type { WebpHeader } from './webp.ts';

/** What each of these costs, in pixels of a HEIC with next to nothing in it, of which a million take 16 ms. */
interface Price {
  readonly pixel: number;
  /** Of the bytes that the picture is coded in. */
  readonly byte: number;
  /** A pixel of every scan. */
  readonly scannedPixel?: number;
  readonly inflatedByte?: number;
  /** Of the coefficients that are held until the last scan. */
  readonly bufferedByte?: number;
}

/**
 * Fitted to `pnpm bench cost worst`, each to its dearest kind. `packages/heif/src/heif.cc` has the same for what it finds in the pictures themselves,
 * `packages/core/codecs/src/sink.h` what tables of codes cost, of which no header speaks.
 */
export const decodeCost = {
  HEIC: { pixel: 1, byte: 10 },
  'HEIC of 4:2:2 or 4:4:4': { pixel: 1.5, byte: 10 },
  'HEIC of more than 8 bits': { pixel: 3.2, byte: 15 },
  'HEIC of more than 8 bits and 4:2:2 or 4:4:4': { pixel: 4, byte: 21 },
  AVIF: { pixel: 3, byte: 14 },
  JPG: { pixel: 0.06, byte: 0.75 },
  'progressive JPG': { pixel: 0.06, byte: 2.6, scannedPixel: 0.035, bufferedByte: 0.165 },
  PNG: { pixel: 0, byte: 0.6, inflatedByte: 0.2 },
  WebP: { pixel: 0.65, byte: 4.4 },
  'transparent WebP': { pixel: 2, byte: 4.4 },
  'WebP without loss': { pixel: 1.2, byte: 0.5 },
} as const satisfies Record<string, Price>;

/** What a decoder has to do. */
export interface DecodeWork {
  readonly kind: keyof typeof decodeCost;
  /** Of the pictures that are decoded: a HEIC's transparency is one more. */
  readonly pixels: number;
  readonly bytes: number;
  readonly scans?: number;
  readonly inflatedBytes?: number;
  readonly bufferedBytes?: number;
}

/** All in all, in units of the table. */
export function costOf({ kind, pixels, bytes, ...more }: DecodeWork): number {
  const price: Price = decodeCost[kind];
  return (
    pixels * (price.pixel + (price.scannedPixel ?? 0) * (more.scans ?? 0)) +
    bytes * price.byte +
    (more.inflatedBytes ?? 0) * (price.inflatedByte ?? 0) +
    (more.bufferedBytes ?? 0) * (price.bufferedByte ?? 0)
  );
}

/** At the price of the dearest picture that the header speaks of. */
export function heifWork({ contentType, codedPixels, codedBytes, deep, dense }: HeifHeader): DecodeWork {
  const kind =
    contentType === 'image/avif'
      ? 'AVIF'
      : deep
        ? dense
          ? 'HEIC of more than 8 bits and 4:2:2 or 4:4:4'
          : 'HEIC of more than 8 bits'
        : dense
          ? 'HEIC of 4:2:2 or 4:4:4'
          : 'HEIC';
  return { kind, pixels: codedPixels, bytes: codedBytes };
}

/** One whose colours come in scans of their own is held whole, as a progressive one is. */
export function jpegWork({ width, height, bufferedBytes, scans, codedBytes }: JpegHeader): DecodeWork {
  const pixels = width * height;
  if (bufferedBytes === 0) return { kind: 'JPG', pixels, bytes: codedBytes };
  return { kind: 'progressive JPG', pixels, bytes: codedBytes, scans, bufferedBytes };
}

/** @param bytes All of the file. */
export function pngWork(header: PngHeader, bytes: number): DecodeWork {
  const pixels = header.width * header.height;
  return { kind: 'PNG', pixels, bytes, inflatedBytes: inflatedBytes(header) };
}

export function webpWork({ width, height, alpha, alphaCoded, lossless, codedBytes }: WebpHeader): DecodeWork {
  const kind = lossless ? 'WebP without loss' : alpha || alphaCoded ? 'transparent WebP' : 'WebP';
  return { kind, pixels: width * height, bytes: codedBytes };
}

/** Where a policy says nothing else: the dearest takes 0.87 s. */
export const defaultDecodeCost = 54_500_000;

/** What a decoder may spend on what no header speaks of: all that is left, and an eighth of all where that is less. */
export function costLeft(work: DecodeWork): number {
  return Math.max(defaultDecodeCost - costOf(work), defaultDecodeCost / 8);
}

const millions = (count: number) => (Math.floor(count / 1e5) / 10).toFixed(1);

/**
 * So that no picture takes more than about a second of a processor.
 * @throws {LivePhotoError} `invalid_request` (param `data`), with what to send instead.
 */
export function checkDecodeCost(
  work: DecodeWork,
  size: { width: number; height: number },
  most: number,
): void {
  const cost = costOf(work);
  if (cost <= most) return;
  const { kind, pixels, bytes } = work;
  const { byte } = decodeCost[kind];
  const withoutBytes = cost - bytes * byte;
  const bytesLeft = (most - withoutBytes) / byte;
  const shown = size.width * size.height;
  // Where the pixels alone are nearly too many, less quality is no way out.
  const smaller =
    bytesLeft > pixels / 32
      ? `save it with less quality, of at most ${millions(bytesLeft)} million bytes, or smaller`
      : `save it with at most ${millions((most / (withoutBytes + (byte / 8) * pixels)) * shown)} million pixels`;
  const remedy =
    kind === 'progressive JPG'
      ? 'save it as a baseline JPG, or smaller'
      : kind === 'PNG'
        ? 'save it smaller, or as a JPG'
        : kind === 'JPG'
          ? smaller
          : `${smaller}, or as a JPG`;
  throw refused(
    `Unpacking ${kind === 'AVIF' ? 'an' : 'a'} ${kind} of ${size.width} × ${size.height} pixels in ${bytes} bytes takes too long: ${remedy}`,
  );
}
