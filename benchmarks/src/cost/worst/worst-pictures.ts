/** Pictures made to be as slow to decode as the limits of their format let them be, of the API's size (4 MB) and of files' (50 MB). */
import { LivePhotoError, sniffImage } from '@livephoto/core';
import sharp, { type Sharp } from 'sharp';
import { dearestHeic, lyingAvif } from './testing/worst-heif.ts';
import {
  longCodesJpeg,
  refinedJpeg,
  restartsJpeg,
  shortCodesJpeg,
  spectralJpeg,
} from './testing/worst-jpeg.ts';
import { worstPng } from './testing/worst-png.ts';
import { withPredictedAlpha, worstLosslessWebp } from './testing/worst-webp.ts';

export interface WorstPicture {
  readonly name: string;
  make(): Promise<Uint8Array>;
}

/** Bytes that the API takes. */
const apiBytes = 4 * 1024 * 1024;

/** Pixels of noise, so strong that `share` of them differ from grey. */
function noise(width: number, height: number, share: number): Sharp {
  let seed = 12345;
  const data = Buffer.alloc(width * height * 3, 128);
  const changed = Math.floor(data.length * share);
  for (let i = 0; i < changed; i++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    data[share === 1 ? i : seed % data.length] = seed >>> 24;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The same with noise in its transparency. */
function clearNoise(width: number, height: number, share: number): Sharp {
  let seed = 54321;
  const data = Buffer.alloc(width * height, 200);
  for (let left = Math.floor(data.length * share); left > 0; left--) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    data[seed % data.length] = seed >>> 24;
  }
  return noise(width, height, share).joinChannel(data, { raw: { width, height, channels: 1 } });
}

/** A progressive JPEG whose last scans, which look at every coefficient, come again until no more may. */
async function manyScans(width: number, height: number, share: number, scans: number): Promise<Uint8Array> {
  const jpeg = await noise(width, height, share)
    .jpeg({ progressive: true, quality: 60, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const starts: number[] = [];
  for (let at = 2; at < jpeg.length - 1; at++) {
    if (jpeg[at] === 0xff && jpeg[at + 1] === 0xda) starts.push(at);
  }
  // Those with both bits of the approximation set refine what earlier ones told.
  const refines = (at: number) => (jpeg[at + 1 + jpeg.readUInt16BE(at + 2)] ?? 0) >> 4 !== 0;
  const last = starts.filter(refines).at(-1) ?? starts.at(-1)!;
  const end = starts.find((at) => at > last) ?? jpeg.length - 2;
  const again = jpeg.subarray(last, end);
  const room = Math.floor((apiBytes - jpeg.length) / again.length);
  const times = Math.max(0, Math.min(scans - starts.length, room));
  return Buffer.concat([jpeg.subarray(0, -2), ...Array<Buffer>(times).fill(again), jpeg.subarray(-2)]);
}

/** The strongest of some qualities that the API's size lets through. */
async function largest(encode: (quality: number) => Promise<Buffer>): Promise<Uint8Array> {
  for (const quality of [95, 80, 60, 40, 25, 12, 5]) {
    // Some encoders give up on what gets too large for them.
    const file = await encode(quality).catch(() => undefined);
    if (file && file.length <= apiBytes) return file;
  }
  return encode(1);
}

/** The first of these settings, from the strongest on, that the limits let through. */
async function firstThatPasses<Setting>(
  settings: readonly Setting[],
  make: (setting: Setting) => Uint8Array | Promise<Uint8Array>,
): Promise<Uint8Array> {
  let file: Uint8Array | undefined;
  for (const setting of settings) {
    // Some encoders give up on what gets too large for them.
    const made = await Promise.resolve(make(setting)).catch(() => undefined);
    if (made === undefined) continue;
    file = made;
    try {
      sniffImage(file);
      break;
    } catch (error) {
      if (!(error instanceof LivePhotoError)) throw error;
    }
  }
  return file!;
}

/** The strongest of some qualities that the limits let through. */
const dearest = (encode: (quality: number) => Promise<Uint8Array>): Promise<Uint8Array> =>
  firstThatPasses([95, 90, 80, 70, 60, 50, 40, 30, 20, 10, 5, 1], encode);

/** Transparency that takes no bits, and a prediction from four neighbours for every pixel. */
async function clearWebp(side: number, share: number, quality: number, announced: boolean) {
  const opaque = await noise(side, side, share).webp({ quality, effort: 0 }).toBuffer();
  return withPredictedAlpha(opaque, { width: side, height: side, announced });
}

/** AVIFs of 10 bits and more take longest to unpack. */
function deepAvif(picture: Sharp, bitdepth: 10 | 12 = 10): Promise<Uint8Array> {
  const options = { effort: 0, bitdepth, chromaSubsampling: '4:4:4' } as const;
  return dearest((quality) =>
    picture
      .clone()
      .avif({ quality, ...options })
      .toBuffer(),
  );
}

/** 98 MB inflated. */
const wholePng = { width: 5700, height: 5700, depth: 8, colour: 2 } as const;

/** As heavy as a file may be: cameras write 0.3 to 0.45 bytes a pixel. */
const largeJpeg = (width: number, height: number) =>
  firstThatPasses([98, 96, 94, 92, 90, 85, 75, 60, 45, 30, 20], (quality) =>
    noise(width, height, 1).jpeg({ quality }).toBuffer(),
  );

export const worstPictures: readonly WorstPicture[] = [
  {
    name: 'PNG, 16 bits with alpha, interlaced, 12 MP',
    make: async () => worstPng({ width: 3530, height: 3530, depth: 16, colour: 6, interlaced: true }),
  },
  {
    name: 'PNG, 16 bits with alpha, 12 MP',
    make: async () => worstPng({ width: 3530, height: 3530, depth: 16, colour: 6 }),
  },
  {
    name: 'PNG, 16-bit grey, one transparent, 24 MP',
    make: async () => worstPng({ width: 4890, height: 4890, depth: 16, colour: 0, transparent: true }),
  },
  {
    name: 'PNG, palette with alpha, interlaced, 24 MP',
    make: async () => worstPng({ width: 4890, height: 4890, depth: 8, colour: 3, interlaced: true }),
  },
  {
    name: 'JPEG, baseline, 118 MP',
    make: () => largest((quality) => noise(11_980, 9_880, 0.02).jpeg({ quality }).toBuffer()),
  },
  { name: 'JPEG, progressive, 200 scans of 5 MP', make: () => manyScans(2230, 2230, 0, 199) },
  { name: 'JPEG, progressive, 200 scans of 5 MP, noisy', make: () => manyScans(2230, 2230, 0.01, 199) },
  {
    name: 'JPEG, progressive, 16 MP, 4 MB',
    make: () => largest((quality) => noise(4080, 4080, 0.3).jpeg({ quality, progressive: true }).toBuffer()),
  },
  {
    name: 'WebP without loss, 25 MP',
    make: () => noise(4990, 4990, 0.03).webp({ lossless: true, effort: 1 }).toBuffer(),
  },
  {
    name: 'WebP, 25 MP, 4 MB',
    make: () => largest((quality) => noise(4990, 4990, 0.3).webp({ quality, effort: 0 }).toBuffer()),
  },
  {
    name: 'WebP, 16 MP, transparent, the most bytes',
    make: () => dearest((quality) => clearNoise(4000, 4000, 0.03).webp({ quality, effort: 0 }).toBuffer()),
  },
  { name: 'PNG, 33 MP of noise, 50 MB', make: async () => worstPng({ ...wholePng, noise: 4 }) },
  { name: 'PNG, 33 MP of noise, 27 MB', make: async () => worstPng({ ...wholePng, noise: 2 }) },
  {
    name: 'PNG, 16 bits with alpha, interlaced, of noise, 12 MP',
    make: async () =>
      worstPng({ width: 3530, height: 3530, depth: 16, colour: 6, interlaced: true, noise: 3 }),
  },
  {
    name: 'PNG, 1 MP behind 8 MB of codes without a picture',
    make: async () => worstPng({ width: 1000, height: 1000, depth: 8, colour: 2, emptyBlocks: 8e6 }),
  },
  {
    name: 'PNG, 9 MP behind 7.2 MB of codes without a picture',
    make: async () => worstPng({ width: 3000, height: 3000, depth: 8, colour: 2, emptyBlocks: 7.2e6 }),
  },
  { name: 'JPEG, 66 MP, every coefficient in two bits', make: async () => shortCodesJpeg(8120, 8120, 3) },
  { name: 'JPEG, 8 MP, codes of 13 bits', make: async () => longCodesJpeg(3060, 3060, 13) },
  { name: 'JPEG, 118 MP, a restart behind every block', make: async () => restartsJpeg(10_900, 10_900) },
  { name: 'JPEG, 108 MP of noise, 50 MB', make: () => largeJpeg(12_000, 9000) },
  { name: 'JPEG, 48 MP of noise, 50 MB', make: () => largeJpeg(8000, 6000) },
  { name: 'JPEG, a scan for every coefficient, 5 MP', make: async () => spectralJpeg(2290, 2290) },
  {
    name: 'JPEG, the same bits refined as often as passes, 5 MP',
    make: () => firstThatPasses([70, 50, 40, 30, 27, 24, 20], (scans) => refinedJpeg(2230, 2230, 1, scans)),
  },
  {
    name: 'JPEG, the same bits refined twice, as large as passes',
    make: () =>
      firstThatPasses([9000, 7000, 5500, 5000, 4500, 4000], (side) => refinedJpeg(side, side, 1, 4)),
  },
  {
    name: 'JPEG, progressive, 12 MP, the most bytes',
    make: () => dearest((quality) => noise(3460, 3460, 1).jpeg({ quality, progressive: true }).toBuffer()),
  },
  {
    name: 'JPEG, progressive, 30 MP, 4:4:4, the most bytes',
    make: () =>
      dearest((quality) =>
        noise(5470, 5470, 1).jpeg({ quality, progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
      ),
  },
  ...[25, 12, 5].map(
    (millions): WorstPicture => ({
      name: `WebP, ${millions} MP, the most bytes`,
      make: () => {
        const side = Math.floor(Math.sqrt(millions * 1e6)) - 6;
        return dearest((quality) => noise(side, side, 1).webp({ quality, effort: 0 }).toBuffer());
      },
    }),
  ),
  {
    name: 'WebP, 12 MP, transparent, the most bytes',
    make: () => dearest((quality) => clearWebp(3460, 1, quality, true)),
  },
  {
    name: 'WebP, 12 MP, transparent unannounced, the most bytes',
    make: () => dearest((quality) => clearWebp(3460, 1, quality, false)),
  },
  {
    name: 'WebP, 25 MP, transparent, next to nothing in it',
    make: () => dearest((quality) => clearWebp(4990, 0.001, quality, true)),
  },
  {
    name: 'WebP without loss, other predictions every 4 pixels, as large as passes',
    make: () =>
      firstThatPasses([4990, 4700, 4400], (side) =>
        worstLosslessWebp({ width: side, height: side, groups: 1, used: true, cache: 11 }),
      ),
  },
  {
    name: 'WebP without loss, 9 MP, 32 bits a pixel',
    make: async () =>
      worstLosslessWebp({ width: 3000, height: 3000, groups: 1, used: true, cache: 11, depth: 32 }),
  },
  {
    name: 'WebP without loss, 10 MP, other codes every 4 pixels',
    make: async () => worstLosslessWebp({ width: 3162, height: 3162, groups: 8000, used: true, cache: 0 }),
  },
  {
    name: 'WebP without loss, 2 MP, 30 000 sets of codes',
    make: async () =>
      worstLosslessWebp({ width: 1400, height: 1400, groups: 30_000, used: false, cache: 11 }),
  },
  { name: 'HEIC, 8 bits, 4:2:0, the most tiles', make: () => dearestHeic('8-bit-420') },
  { name: 'HEIC, 8 bits, 4:4:4, the most tiles', make: () => dearestHeic('8-bit-444') },
  { name: 'HEIC, 10 bits, 4:2:0, the most tiles', make: () => dearestHeic('10-bit-420') },
  { name: 'HEIC, 10 bits, 4:4:4, the most tiles', make: () => dearestHeic('10-bit-444') },
  {
    name: 'HEIC, 8 bits, 4:2:0, transparent, the most tiles',
    make: () => dearestHeic('8-bit-420', { alpha: true }),
  },
  {
    name: 'HEIC, 10 bits, 4:4:4, transparent, the most tiles',
    make: () => dearestHeic('10-bit-444', { alpha: true }),
  },
  {
    name: 'AVIF, 4 MP, 12 bits, whose header says 8',
    make: async () => lyingAvif(await deepAvif(noise(2240, 1780, 1), 12)),
  },
  {
    name: 'AVIF, 12 MP, 10 bits a colour, the most bytes',
    make: () => deepAvif(noise(4032, 3024, 0.3)),
  },
  {
    name: 'AVIF, 4 MP, 10 bits a colour, the most bytes',
    make: () => deepAvif(noise(2240, 1780, 1)),
  },
  {
    name: 'AVIF, 4 MP, 12 bits a colour, the most bytes',
    make: () => deepAvif(noise(2240, 1780, 1), 12),
  },
  {
    name: 'AVIF, 7 MP, 10 bits a colour, transparent, the most bytes',
    make: () => deepAvif(clearNoise(3100, 2300, 0.3)),
  },
  {
    name: 'AVIF, 16 MP, next to nothing in it',
    make: () => dearest((quality) => noise(4200, 3800, 0.001).avif({ quality, effort: 0 }).toBuffer()),
  },
];
