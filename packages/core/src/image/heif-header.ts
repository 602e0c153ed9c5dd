/** Reads what a HEIC or AVIF is from its boxes: kind, size, colours, and whether it moves. */
import { LivePhotoError } from '../contract/errors.ts';
import type { ColorReading, ColorSpace } from '../contract/image-info.ts';
import { readProfile } from './color-space.ts';
import { hasAscii } from './foreign-formats.ts';
import { codeName } from './profile-name.ts';
import { refused } from './refused.ts';

export interface HeifHeader extends ColorReading {
  readonly contentType: 'image/heic' | 'image/avif';
  /** Pixels of the upright picture: what turns, mirrors or crops it is applied. */
  readonly width: number;
  readonly height: number;
  /** Bytes of the boxes that pictures lie in; films and other things behind them do not count. */
  readonly codedBytes: number;
  /** Pixels that are decoded for it: those that are cropped away, and the transparency's too. */
  readonly codedPixels: number;
  /** Some of it is HEVC of more than 8 bits. */
  readonly deep: boolean;
  /** Some of it is HEVC with more colours than 4:2:0. */
  readonly dense: boolean;
}

/** Brands of ISO/IEC 23008-12 and of AVIF, first or compatible. */
const avifBrands = ['avif', 'avis'];
const hevcBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
const neutralBrands = ['mif1', 'msf1', 'mif2', 'miaf'];
/** Brands of films, whose first is the one that counts. */
const sequenceBrands = ['avis', 'hevc', 'hevx', 'hevm', 'hevs', 'msf1'];

/** Telephones write some dozens of boxes at a level, items as many as tiles; the library's time grows with their square. */
const maxBoxes = 1000;

/** What the file begins with is a HEIC's or an AVIF's box of brands. */
export function isHeif(bytes: Uint8Array): boolean {
  const brands = readBrands(bytes);
  return brands.some((brand) => [...avifBrands, ...hevcBrands, ...neutralBrands].includes(brand));
}

/**
 * @throws {LivePhotoError} `image_unreadable` for boxes that are damaged or missing; `animated_image` for a film without a
 *   picture.
 */
export function readHeifHeader(bytes: Uint8Array): HeifHeader {
  const brands = readBrands(bytes);
  const isAvif = brands.some((brand) => avifBrands.includes(brand));
  const kind = isAvif ? 'AVIF' : 'HEIC';
  try {
    const top = [...boxesOf(bytes, 0)];
    if (sequenceBrands.includes(brands[0] ?? '') && top.some(({ type }) => type === 'moov')) {
      throw refused(`The ${kind} is an animation: send a single picture`, 'animated_image');
    }
    const meta = top.find(({ type }) => type === 'meta');
    if (!meta) throw new Damage('it has a header but no picture');
    const codedBytes = top.reduce((sum, { type, body }) => sum + (type === 'mdat' ? body.length : 0), 0);
    return { contentType: isAvif ? 'image/avif' : 'image/heic', codedBytes, ...readPicture(meta.body) };
  } catch (error) {
    // Reading beyond the end of a box.
    const why = error instanceof Damage ? error.message : 'its header is damaged';
    if (!(error instanceof Damage || error instanceof RangeError)) throw error;
    throw new LivePhotoError(
      'image_unreadable',
      `The ${kind} cannot be read: ${why}. Take or export it again`,
      {
        param: 'data',
        cause: error,
      },
    );
  }
}

/** Boxes that cannot be followed. */
export class Damage extends Error {}

export interface Box {
  readonly type: string;
  /** The four bytes of its type, and its end, in the bytes that it lies in. */
  readonly name: Uint8Array;
  readonly end: number;
  readonly body: Uint8Array;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function typeAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** Major brand, then the compatible ones. */
function readBrands(bytes: Uint8Array): string[] {
  if (!hasAscii(bytes, 4, 'ftyp')) return [];
  const end = Math.min(bytes.length, view(bytes).getUint32(0), 512);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) if (at !== 12) brands.push(typeAt(bytes, at));
  return brands;
}

const tooMany = () => new Damage(`it has more than ${maxBoxes} parts`);

/** The boxes from `from` to the end; one that says it ends beyond is cut there. */
export function* boxesOf(bytes: Uint8Array, from: number): Generator<Box> {
  let count = 0;
  for (let at = from; at + 8 <= bytes.length; ) {
    if (++count > maxBoxes) throw tooMany();
    let size = view(bytes).getUint32(at);
    let header = 8;
    if (size === 1) {
      size = Number(view(bytes).getBigUint64(at + 8));
      header = 16;
    } else if (size === 0) {
      size = bytes.length - at;
    }
    if (size < header) throw new Damage('its header is damaged');
    yield {
      type: typeAt(bytes, at + 4),
      name: bytes.subarray(at + 4, at + 8),
      end: at + size,
      body: bytes.subarray(at + header, Math.min(bytes.length, at + size)),
    };
    at += size;
  }
}

export function child(body: Uint8Array, from: number, type: string): Uint8Array {
  for (const box of boxesOf(body, from)) if (box.type === type) return box.body;
  throw new Damage('it has a header but no picture');
}

/** What a picture may be told once each (ISO/IEC 23000-22, 7.3.6.7). */
const movesOnce = ['irot', 'imir', 'clap'];

/** Size and colours of the primary item, by the properties that are tied to it, in their order. */
function readPicture(meta: Uint8Array): Omit<HeifHeader, 'contentType' | 'codedBytes'> {
  const primaryBox = child(meta, 4, 'pitm');
  const primary = primaryBox[0] === 0 ? view(primaryBox).getUint16(4) : view(primaryBox).getUint32(4);
  const properties = child(meta, 4, 'iprp');
  // Walked for their number alone: items, and what refers to them.
  for (const { type, body } of boxesOf(meta, 4)) {
    if (type === 'iinf') [...boxesOf(body, body[0] === 0 ? 6 : 8)];
    else if (type === 'iref') [...boxesOf(body, 4)];
  }
  const all = [...boxesOf(child(properties, 0, 'ipco'), 0)];
  let width = 0;
  let height = 0;
  let codedPixels = 0;
  let colors: ColorReading | undefined;
  const moves = new Set<string>();
  for (const index of associations(properties, primary)) {
    const property = all[index - 1];
    if (!property) continue;
    const { type, body } = property;
    if (movesOnce.includes(type) && moves.size === moves.add(type).size) {
      throw new Damage('it says twice how it is turned, mirrored or cropped');
    }
    if (type === 'ispe') {
      width = view(body).getUint32(4);
      height = view(body).getUint32(8);
      codedPixels = width * height;
    } else if (type === 'irot' && view(body).getUint8(0) & 1) {
      [width, height] = [height, width];
    } else if (type === 'clap') {
      width = Math.min(width, cleanSide(body, 0));
      height = Math.min(height, cleanSide(body, 8));
    } else if (type === 'colr') {
      // A profile says more than the code beside it.
      colors = isProfile(body) ? readProfile(body.subarray(4)) : (colors ?? colorsOfCode(body));
    }
  }
  if (width === 0 || height === 0) throw new Damage('its header gives no picture size');
  // Its tiles have theirs here too.
  const parameters = all.filter(({ type }) => type === 'hvcC').map(({ body }) => body);
  return {
    width,
    height,
    codedPixels: all.some(isTransparency) ? codedPixels * 2 : codedPixels,
    deep: parameters.some((body) => ((body[17]! | body[18]!) & 7) > 0),
    dense: parameters.some((body) => (body[16]! & 3) > 1),
    ...(colors ?? { colorSpace: 'srgb' }),
  };
}

/** What an auxiliary picture is for stands in it as a name, of which two mean transparency. */
function isTransparency({ type, body }: Box): boolean {
  return type === 'auxC' && /:alpha|auxid:1/.test(String.fromCharCode(...body.subarray(4, 68)));
}

/** A side of the clean aperture, rounded as libheif does. */
function cleanSide(body: Uint8Array, at: number): number {
  const over = view(body).getUint32(at + 4);
  if (over === 0) throw new Damage('its header is damaged');
  return Math.round(view(body).getUint32(at) / over);
}

/** Numbers of the properties of item `wanted`, from 1. */
function associations(properties: Uint8Array, wanted: number): number[] {
  for (const { type, body } of boxesOf(properties, 0)) {
    if (type !== 'ipma') continue;
    const data = view(body);
    const wide = body[0]! >= 1;
    const long = (body[3]! & 1) === 1;
    let at = 8;
    let count = data.getUint32(4);
    if (count > maxBoxes) throw tooMany();
    for (; count > 0; count--) {
      const item = wide ? data.getUint32(at) : data.getUint16(at);
      at += wide ? 4 : 2;
      const ties = data.getUint8(at++);
      if (item === wanted) {
        return Array.from({ length: ties }, (_, index) =>
          long ? data.getUint16(at + index * 2) & 0x7fff : data.getUint8(at + index) & 0x7f,
        );
      }
      at += ties * (long ? 2 : 1);
    }
  }
  throw new Damage('its header gives no picture size');
}

export function isProfile(body: Uint8Array): boolean {
  return hasAscii(body, 0, 'prof') || hasAscii(body, 0, 'rICC');
}

function colorsOfCode(body: Uint8Array): ColorReading {
  const colorSpace = spaceOfCode(body);
  if (colorSpace !== 'other') return { colorSpace };
  return { colorSpace, ignoredProfile: codeName(view(body).getUint16(4), view(body).getUint16(6)) };
}

/** Curves of ITU-T H.273: sRGB's, and television's, which are read as sRGB's everywhere; 2 says that nothing is said. */
const curvesLikeSrgb = [1, 2, 6, 13];

/** Primaries by the numbers of ITU-T H.273, likewise. Other curves, of more light than white among them, are not applied. */
export function spaceOfCode(body: Uint8Array): ColorSpace {
  if (!hasAscii(body, 0, 'nclx')) return 'srgb';
  if (!curvesLikeSrgb.includes(view(body).getUint16(6))) return 'other';
  const code = view(body).getUint16(4);
  return code === 12 ? 'display-p3' : code === 1 || code === 2 || code === 5 || code === 6 ? 'srgb' : 'other';
}
