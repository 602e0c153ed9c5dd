/** Decodes a picture here and with sharp, and says how far the pixels lie apart. */
import { readFile } from 'node:fs/promises';
import { type ImageDecoder, imageFormats, LivePhotoError, sniffImage } from '@livephoto/core';
import sharp from 'sharp';

/** How two decoders agree about a file. */
export type Agreement =
  | 'equal'
  | 'close'
  | 'different'
  | 'refused here'
  | 'refused by sharp'
  | 'refused by both';

export interface Comparison {
  readonly path: string;
  /** `JPEG`, …, or the ending of the name where nobody reads it. */
  readonly format: string;
  readonly agreement: Agreement;
  /** Mean difference of a channel, 0..255; where both have read it. */
  readonly difference?: number;
  /** CPU time of each, ms; where both have read it. */
  readonly here?: number;
  readonly sharp?: number;
  /** What was said here, where it was refused. */
  readonly reason?: string;
}

/** Up to this mean difference of a channel, two decoders are close: they differ in how they round or interpolate colours. */
export const closeDifference = 2;

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly milliseconds: number;
}

/** Full size, upright, sRGB, over white, in both. */
export async function compareDecoders(path: string, decoder: ImageDecoder): Promise<Comparison> {
  const bytes = await readFile(path);
  let format = path.split('.').at(-1)!.toUpperCase();
  let reason: string | undefined;
  const here = await timed(async () => {
    // Suites have pictures of one pixel: the limits of a photo are not what is compared.
    const info = sniffImage(bytes, { ...unlimited });
    format = imageFormats[info.contentType].name;
    return decoder.decode(bytes, info, { longestSide: Number.POSITIVE_INFINITY });
  }).catch((error: unknown) => {
    if (!(error instanceof LivePhotoError)) throw error;
    reason = error.message;
    return undefined;
  });
  const reference = await timed(() => decodeWithSharp(bytes)).catch(() => undefined);
  if (!here || !reference) {
    const agreement = here ? 'refused by sharp' : reference ? 'refused here' : 'refused by both';
    return { path, format, agreement, ...(reason === undefined ? {} : { reason }) };
  }
  const difference = meanDifference(here, reference);
  return {
    path,
    format,
    agreement: difference === 0 ? 'equal' : difference <= closeDifference ? 'close' : 'different',
    difference,
    here: here.milliseconds,
    sharp: reference.milliseconds,
  };
}

const unlimited = {
  maxBytes: 100_000_000,
  minSide: 1,
  maxPixels: 120_000_000,
  maxInflatedBytes: 400_000_000,
  maxScans: 1000,
  maxScannedPixels: 1e10,
  maxBufferedBytes: 400_000_000,
  maxWholePixels: 50_000_000,
  maxCodedBytes: 100_000_000,
  maxCodedCost: Number.POSITIVE_INFINITY,
};

async function decodeWithSharp(bytes: Uint8Array) {
  const picture = sharp(bytes, { failOn: 'warning', limitInputPixels: unlimited.maxPixels }).autoOrient();
  const { data, info } = await picture
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

async function timed(work: () => Promise<Omit<Pixels, 'milliseconds'>>): Promise<Pixels> {
  const before = process.cpuUsage();
  const pixels = await work();
  const { user, system } = process.cpuUsage(before);
  return { ...pixels, milliseconds: (user + system) / 1000 };
}

/** Infinite for pictures of another size. */
export function meanDifference(a: Omit<Pixels, 'milliseconds'>, b: Omit<Pixels, 'milliseconds'>): number {
  if (a.width !== b.width || a.height !== b.height || a.data.length !== b.data.length)
    return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let index = 0; index < a.data.length; index++) sum += Math.abs(a.data[index]! - b.data[index]!);
  return sum / a.data.length;
}
