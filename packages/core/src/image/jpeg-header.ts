/** Walks a JPEG's segments without decoding: size, orientation, and what decoding it would cost. */
import { LivePhotoError } from '../contract/errors.ts';
import type { ColorReading, ExifOrientation } from '../contract/image-info.ts';
import { readProfile } from './color-space.ts';
import { exifOrientation } from './exif.ts';
import { hasAscii } from './foreign-formats.ts';
import { addQuantisers } from './jpeg-quantiser.ts';
import { namelessProfile } from './profile-name.ts';

// Marker codes of ITU-T T.81, table B.1.
const SOF0 = 0xc0;
const SOF15 = 0xcf;
const DHT = 0xc4;
const JPG = 0xc8;
const DAC = 0xcc;
const RST0 = 0xd0;
const RST7 = 0xd7;
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
const DQT = 0xdb;
const APP1 = 0xe1;
export const APP2 = 0xe2;
const SOF55 = 0xf7;
const TEM = 0x01;

/** A colour profile or XMP of tens of megabytes takes hundreds of segments; a flood of empty ones only costs time. */
const maxHeaderMarkers = 10_000;

export interface JpegHeader extends ColorReading {
  /** Pixels, as stored. */
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour, 4 CMYK or YCCK. */
  readonly components: 1 | 3 | 4;
  readonly orientation: ExifOrientation;
  /** Scans in the file, counted only for a file that must be buffered whole; 1 otherwise. */
  readonly scans: number;
  /** Bytes of its scans, as far as these are counted, or else of all that follows the header. */
  readonly codedBytes: number;
  /** Bytes a decoder holds for the coefficients of all scans; 0 when the picture comes in one scan. */
  readonly bufferedBytes: number;
  /** Mean quantiser of the first component, brightness: 1 (finest) and up; 0 where the file names no table before its picture. */
  readonly quantiser: number;
}

/** `Exif`, a zero, and one byte more that may be anything. */
const exifMagicBytes = 6;
export const profileMagic = 'ICC_PROFILE\0';

interface Frame {
  width: number;
  height: number;
  components: 1 | 3 | 4;
  progressive: boolean;
  coefficientBytes: number;
  /** Number of the first component's quantisation table. */
  table: number;
}

/**
 * @param options `countScans`: without it a file of many scans counts as one of one.
 * @throws {LivePhotoError} `image_unreadable` for a damaged or unfinished header; `invalid_request` for a kind of
 *   JPEG that no phone or browser writes (arithmetic coding, lossless, hierarchical, 12 bits).
 */
export function readJpegHeader(
  bytes: Uint8Array,
  { countScans = true }: { readonly countScans?: boolean } = {},
): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Frame | undefined;
  let orientation: ExifOrientation | undefined;
  const profile = new ProfileParts();
  const quantisers = new Map<number, number>();

  let at = 2;
  for (let count = 0; ; count++) {
    if (count > maxHeaderMarkers) throw damaged(`its header has more than ${maxHeaderMarkers} parts`);
    const found = nextMarker(bytes, at);
    if (found === undefined) throw damaged('the file ends inside its header');
    const { marker, body } = found;
    if (marker === EOI) throw damaged('it has a header but no picture');
    if (isStandalone(marker)) {
      at = body;
      continue;
    }
    const end = segmentEnd(view, body);
    const content = bytes.subarray(body + 2, end);
    if (isFrame(marker)) {
      if (frame) throw damaged('its header describes two pictures');
      frame = readFrame(marker, content);
    } else if (marker === APP1 && hasAscii(content, 0, 'Exif\0') && content.length > exifMagicBytes) {
      // The first that holds anything counts, as in browsers.
      orientation ??= exifOrientation(content.subarray(exifMagicBytes));
    } else if (marker === APP2) {
      profile.add(content);
    } else if (marker === DQT) {
      addQuantisers(content, quantisers);
    } else if (marker === SOS) {
      if (!frame) throw damaged('its header gives no picture size');
      const first = content[0];
      if (end >= bytes.length || (bytes[end] === 0xff && bytes[end + 1] === EOI)) {
        throw damaged('it has a header but no picture');
      }
      const buffered = frame.progressive || first !== frame.components;
      return {
        width: frame.width,
        height: frame.height,
        components: frame.components,
        orientation: orientation ?? 1,
        ...profile.colors(frame.components),
        ...(buffered && countScans
          ? scansFrom(bytes, view, end)
          : { scans: 1, codedBytes: bytes.length - end }),
        bufferedBytes: buffered ? frame.coefficientBytes : 0,
        quantiser: quantisers.get(frame.table) ?? 0,
      };
    }
    at = end;
  }
}

function damaged(why: string): LivePhotoError {
  return new LivePhotoError('image_unreadable', `The JPG cannot be read: ${why}. Take or export it again`, {
    param: 'data',
  });
}

function unsupported(kind: string): LivePhotoError {
  return new LivePhotoError(
    'invalid_request',
    `The JPG uses ${kind}, which is not supported: send a baseline or progressive JPG, or a PNG`,
    { param: 'data' },
  );
}

/** A colour profile, which long ones spread over several segments. */
class ProfileParts {
  private readonly parts = new Map<number, Uint8Array>();
  private count = 0;
  private isOdd = false;

  add(content: Uint8Array): void {
    const [number, count] = content.subarray(profileMagic.length);
    if (number === undefined || count === undefined || !hasAscii(content, 0, profileMagic)) return;
    if (this.parts.size === 0) this.count = count;
    // Browsers take none of two profiles, or of parts that contradict each other.
    if (count !== this.count || number < 1 || number > count || this.parts.has(number)) this.isOdd = true;
    else this.parts.set(number, content.subarray(profileMagic.length + 2));
  }

  /** Profiles are applied to three components alone. */
  colors(components: number): ColorReading {
    const colors = this.read();
    return components === 3 ? colors : { ...colors, colorSpace: 'srgb' };
  }

  private read(): ColorReading {
    if (this.isOdd) return { colorSpace: 'other', ignoredProfile: namelessProfile };
    if (this.parts.size === 0) return { colorSpace: 'srgb' };
    const whole: Uint8Array[] = [];
    for (let number = 1; number <= this.count; number++) {
      const part = this.parts.get(number);
      if (part === undefined) return { colorSpace: 'other', ignoredProfile: namelessProfile };
      whole.push(part);
    }
    // What is looked for stands in the first kilobytes of any profile; most come in one part.
    return readProfile(whole.length === 1 ? whole[0]! : joined(whole));
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function isStandalone(marker: number): boolean {
  return marker === TEM || marker === SOI || (marker >= RST0 && marker <= RST7);
}

function isFrame(marker: number): boolean {
  if (marker === SOF55) return true;
  return marker >= SOF0 && marker <= SOF15 && marker !== DHT && marker !== JPG && marker !== DAC;
}

/** The next marker at or after `from`; stray bytes, stuffed zeros and fill bytes are stepped over. */
export function nextMarker(bytes: Uint8Array, from: number): { marker: number; body: number } | undefined {
  // `indexOf` looks through megabytes of picture data many times faster than a loop.
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at)) {
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at];
    if (marker === undefined) return undefined;
    if (marker !== 0) return { marker, body: at + 1 };
  }
  return undefined;
}

/** End of the segment whose length field stands at `body`. */
function segmentEnd(view: DataView, body: number): number {
  if (body + 2 > view.byteLength) throw damaged('the file ends inside its header');
  const length = view.getUint16(body);
  if (length < 2) throw damaged('its header is damaged');
  if (body + length > view.byteLength) throw damaged('the file ends inside its header');
  return body + length;
}

function readFrame(marker: number, content: Uint8Array): Frame {
  if (marker === SOF55) throw unsupported('lossless (JPEG-LS) coding');
  const kind = marker - SOF0;
  if (kind >= 9) throw unsupported('arithmetic coding');
  if (kind === 3 || kind === 7) throw unsupported('lossless coding');
  if (kind >= 5) throw unsupported('hierarchical coding');

  if (content.length < 6) throw damaged('its header is damaged');
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const precision = view.getUint8(0);
  const height = view.getUint16(1);
  const width = view.getUint16(3);
  const components = view.getUint8(5);
  if (precision !== 8) throw unsupported(`${precision} bits a channel`);
  if (width === 0 || height === 0) throw damaged('its header gives no picture size');
  if (components !== 1 && components !== 3 && components !== 4) throw unsupported(`${components} channels`);
  if (content.length !== 6 + 3 * components) throw damaged('its header is damaged');

  return {
    width,
    height,
    components,
    progressive: kind === 2,
    coefficientBytes: coefficientBytes(content, width, height, components),
    table: content[8]!,
  };
}

/** 64 two-byte coefficients for every 8 by 8 block of every component, padded to whole interleaved units. */
function coefficientBytes(content: Uint8Array, width: number, height: number, components: number): number {
  const samplings: { h: number; v: number }[] = [];
  for (let index = 0; index < components; index++) {
    const sampling = content[6 + index * 3 + 1]!;
    const h = sampling >> 4;
    const v = sampling & 15;
    if (h < 1 || h > 4 || v < 1 || v > 4) throw damaged('its header is damaged');
    samplings.push({ h, v });
  }
  const maxH = Math.max(...samplings.map(({ h }) => h));
  const maxV = Math.max(...samplings.map(({ v }) => v));
  const units = Math.ceil(width / (8 * maxH)) * Math.ceil(height / (8 * maxV));
  return units * samplings.reduce((blocks, { h, v }) => blocks + h * v, 0) * 128;
}

/** Counts the scans, the first of which has its entropy-coded data at `from`, and their bytes: what stands behind the end is no part of them. */
function scansFrom(bytes: Uint8Array, view: DataView, from: number): { scans: number; codedBytes: number } {
  let scans = 1;
  let at = from;
  for (;;) {
    const found = nextMarker(bytes, at);
    // A file that ends here is for the decoder to refuse.
    if (found === undefined) return { scans, codedBytes: bytes.length - from };
    if (found.marker === EOI) return { scans, codedBytes: found.body - from };
    if (isStandalone(found.marker)) {
      at = found.body;
      continue;
    }
    if (found.marker === SOS) scans++;
    if (found.body + 2 > view.byteLength) return { scans, codedBytes: bytes.length - from };
    at = found.body + Math.max(2, view.getUint16(found.body));
  }
}
