/** Pictures made to be as slow to decode as the limits of their format and of the API (4 MB) let them be. */
import { crc32, deflateSync } from 'node:zlib';
import { LivePhotoError, sniffImage } from '@livephoto/core';
import sharp, { type Sharp } from 'sharp';
import { dearestHeic } from './worst-heic.ts';

export interface WorstPicture {
  readonly name: string;
  make(): Promise<Uint8Array>;
}

/** Bytes that the API takes. */
const apiBytes = 4 * 1024 * 1024;

/** A PNG of rows that all predict from two neighbours, and hold next to nothing once they are compressed. */
interface PngRecipe {
  readonly width: number;
  readonly height: number;
  readonly depth: 8 | 16;
  /** 0 grey, 2 colour, 3 palette, 6 with alpha. */
  readonly colour: 0 | 2 | 3 | 6;
  readonly interlaced?: boolean;
  /** One grey or colour that is transparent, which every pixel is held against. */
  readonly transparent?: boolean;
}

/** Of Adam7's passes: first column and row, and the step of each. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const channels = { 0: 1, 2: 3, 3: 1, 6: 4 } as const;
const paeth = 4;

function chunk(type: string, body: Uint8Array): Buffer {
  const head = Buffer.from(`    ${type}`);
  head.writeUInt32BE(body.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body, crc32(type)));
  return Buffer.concat([head, body, checksum]);
}

function worstPng({ width, height, depth, colour, interlaced, transparent }: PngRecipe): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  const pixel = (channels[colour] * depth) / 8;
  const sizes = interlaced
    ? passes.map(([x, y, stepX, stepY]) => [Math.ceil((width - x) / stepX), Math.ceil((height - y) / stepY)])
    : [[width, height]];
  const rows = sizes.flatMap(([across = 0, down = 0]) =>
    Array.from({ length: down }, (_, row) => {
      const line = Buffer.alloc(1 + across * pixel, colour === 3 ? 0 : row % 7);
      line[0] = paeth;
      return line;
    }),
  );
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...(colour === 3 ? [chunk('PLTE', Buffer.alloc(768, 100)), chunk('tRNS', Buffer.alloc(256, 128))] : []),
    ...(transparent ? [chunk('tRNS', Buffer.alloc(colour === 0 ? 2 : 6, 1))] : []),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

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

/** The strongest of some qualities that the limits let through. */
async function dearest(encode: (quality: number) => Promise<Buffer>): Promise<Uint8Array> {
  for (const quality of [90, 80, 70, 60, 50, 40, 30, 20, 10, 5]) {
    const file = await encode(quality);
    try {
      sniffImage(file);
      return file;
    } catch (error) {
      if (!(error instanceof LivePhotoError)) throw error;
    }
  }
  return encode(1);
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
    name: 'WebP, 25 MP, transparent',
    make: () => largest((quality) => clearNoise(4990, 4990, 0.03).webp({ quality, effort: 0 }).toBuffer()),
  },
  { name: 'HEIC, 8 bits, 4:2:0, the most tiles', make: () => dearestHeic('8-bit-420') },
  { name: 'HEIC, 8 bits, 4:4:4, the most tiles', make: () => dearestHeic('8-bit-444') },
  { name: 'HEIC, 10 bits, 4:2:0, the most tiles', make: () => dearestHeic('10-bit-420') },
  { name: 'HEIC, 10 bits, 4:4:4, the most tiles', make: () => dearestHeic('10-bit-444') },
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
