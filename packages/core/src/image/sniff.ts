/** Reads what a picture is from its bytes, and refuses what cannot be inspected, before anything is decoded. */
import {
  type ColorReading,
  type ExifOrientation,
  type ImageContentType,
  type ImageInfo,
  imageFormats,
} from '../contract/image-info.ts';
import { checkDecodeCost, defaultDecodeCost, heifWork, jpegWork, pngWork, webpWork } from './decode-cost.ts';
import { foreignFormat } from './foreign-formats.ts';
import { isHeif, readHeifHeader } from './heif-header.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { inflatedBytes, isPng, readPngFile, readPngHeader } from './png-chunks.ts';
import { refused } from './refused.ts';
import { isWebp, readWebpHeader } from './webp.ts';

/** What a picture may cost. Everything is checked from the header, before memory or time is spent. */
export interface ImageLimits {
  /** Bytes of the file. */
  readonly maxBytes: number;
  /** Pixels of the shorter side, at least. */
  readonly minSide: number;
  /** Pixels. A JPG is scaled while it is decoded and a PNG shrunk line by line, so these are never all held. */
  readonly maxPixels: number;
  /** Bytes that a PNG inflates to, 3 or 4 a pixel as a rule: all of them must be, so time grows with them. */
  readonly maxInflatedBytes: number;
  /** Scans of a progressive JPG; encoders write about ten. */
  readonly maxScans: number;
  /** Scans of a progressive JPG times its pixels: each scan walks over the whole picture. */
  readonly maxScannedPixels: number;
  /** Bytes of coefficients that a progressive JPG makes a decoder hold: 3 a pixel at 4:2:0, 6 at 4:4:4. */
  readonly maxBufferedBytes: number;
  /** Pixels of a format whose decoder holds the whole picture, 3 to 8 bytes each: WebP, HEIC, AVIF. */
  readonly maxWholePixels: number;
  /** Bytes that the pictures of a HEIC or AVIF take. Telephones write 1 to 5 million. */
  readonly maxCodedBytes: number;
  /**
   * What decoding any picture costs, in pixels of a HEIC with next to nothing in it, a million of which take 16 ms:
   * `decodeCost` (decode-cost.ts) says what else weighs as much.
   */
  readonly maxCodedCost: number;
}

/** What a file and its picture may be where a policy says nothing else. */
export const defaultImageLimits: ImageLimits = {
  maxBytes: 50_000_000,
  minSide: 64,
  maxPixels: 120_000_000,
  maxInflatedBytes: 100_000_000,
  maxScans: 200,
  maxScannedPixels: 1_000_000_000,
  maxBufferedBytes: 200_000_000,
  maxWholePixels: 25_000_000,
  maxCodedBytes: 8_000_000,
  maxCodedCost: defaultDecodeCost,
};

/** Formats that every runtime reads; HEIC and AVIF want a decoder of their own, which Workers lack. */
const wayOut = 'send a JPG, PNG or WebP';

/**
 * Tells kind, size and orientation of a picture from its bytes.
 *
 * @param bytes The whole file.
 * @throws {LivePhotoError} `invalid_request` (param `data`) for what is none of the formats, or breaks a limit;
 *   `image_unreadable` for a file that is damaged or has no picture after its header; `animated_image` for an animation.
 */
export function sniffImage(bytes: Uint8Array, limits: ImageLimits = defaultImageLimits): ImageInfo {
  if (bytes.length === 0) throw refused(`The file is empty: ${wayOut}`);
  if (bytes.length > limits.maxBytes) {
    throw refused(`The file has ${bytes.length} bytes, more than the ${limits.maxBytes} allowed`);
  }
  if (isPng(bytes)) return sniffPng(bytes, limits);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return sniffJpeg(bytes, limits);
  if (isWebp(bytes)) return sniffWebp(bytes, limits);
  if (isHeif(bytes)) return sniffHeif(bytes, limits);
  const foreign = foreignFormat(bytes);
  if (foreign) throw refused(`This is ${foreign} file: ${wayOut}`);
  throw refused(`The file is of an unknown format: ${wayOut}`);
}

/**
 * Width and height from a picture's header alone, as stored: what it would cost, before anybody looks at the rest of it.
 * @returns undefined for what is none of the formats, or damaged.
 */
export function readImageSize(
  bytes: Uint8Array,
): { readonly width: number; readonly height: number } | undefined {
  try {
    if (isPng(bytes)) return readPngHeader(bytes);
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpegHeader(bytes, { countScans: false });
    if (isWebp(bytes)) return readWebpHeader(bytes);
    if (isHeif(bytes)) return readHeifHeader(bytes);
  } catch {
    // Whoever inspects it says why.
  }
  return undefined;
}

function sniffJpeg(bytes: Uint8Array, limits: ImageLimits): ImageInfo {
  const header = readJpegHeader(bytes);
  checkSize(header, limits);
  const allowed = Math.min(limits.maxScans, limits.maxScannedPixels / (header.width * header.height));
  if (header.scans > allowed) {
    throw refused(
      `The JPG has ${header.scans} scans, more than the ${Math.floor(allowed)} allowed at its size: send it as a baseline JPG`,
    );
  }
  if (header.bufferedBytes > limits.maxBufferedBytes) {
    throw refused(
      `A progressive JPG of ${header.width} × ${header.height} pixels takes too much memory: send it smaller, or as a baseline JPG`,
    );
  }
  checkDecodeCost(jpegWork(header), header, limits.maxCodedCost);
  return imageInfo('image/jpeg', bytes, header, header);
}

function sniffPng(bytes: Uint8Array, limits: ImageLimits): ImageInfo {
  // Size first: what is too large is refused from its header, whatever follows.
  const header = readPngHeader(bytes);
  checkSize(header, limits);
  if (inflatedBytes(header) > limits.maxInflatedBytes) {
    throw refused(
      `A PNG of ${header.width} × ${header.height} pixels takes too long to decode: send it smaller, or as a JPG`,
    );
  }
  checkDecodeCost(pngWork(header, bytes.length), header, limits.maxCodedCost);
  return imageInfo('image/png', bytes, header, readPngFile(bytes));
}

function sniffWebp(bytes: Uint8Array, limits: ImageLimits): ImageInfo {
  const header = readWebpHeader(bytes);
  checkSize(header, limits);
  checkWhole('WebP', header, limits);
  checkDecodeCost(webpWork(header), header, limits.maxCodedCost);
  return imageInfo('image/webp', bytes, header, header);
}

function sniffHeif(bytes: Uint8Array, limits: ImageLimits): ImageInfo {
  const header = readHeifHeader(bytes);
  checkSize(header, limits);
  const { name } = imageFormats[header.contentType];
  checkWhole(name, header, limits);
  if (header.codedBytes > limits.maxCodedBytes) {
    throw refused(
      `Unpacking the ${header.codedBytes} bytes of this ${name} takes too long: save it with less quality, of at most ${limits.maxCodedBytes / 1e6} million bytes, or as a JPG`,
    );
  }
  checkDecodeCost(heifWork(header), header, limits.maxCodedCost);
  // Its own boxes turn the picture, whatever its EXIF says.
  return imageInfo(header.contentType, bytes, header, { ...header, orientation: 1 });
}

/** For decoders that cannot give a picture row by row. */
function checkWhole(
  kind: string,
  { width, height }: { readonly width: number; readonly height: number },
  { maxWholePixels }: ImageLimits,
): void {
  if (width * height > maxWholePixels) {
    throw refused(
      `A ${kind} of ${width} × ${height} pixels takes too much memory: send it with at most ${maxWholePixels / 1e6} million pixels, or as a JPG`,
    );
  }
}

/** @throws {LivePhotoError} `invalid_request` (param `data`) for too few pixels or too many. */
export function checkSize(
  { width, height }: { readonly width: number; readonly height: number },
  { minSide, maxPixels }: ImageLimits,
): void {
  if (Math.min(width, height) < minSide) {
    throw refused(`The picture has ${width} × ${height} pixels: each side needs at least ${minSide}`);
  }
  if (width * height > maxPixels) {
    throw refused(
      `The picture has ${width} × ${height} pixels, more than the ${maxPixels / 1e6} million allowed: send it smaller`,
    );
  }
}

function imageInfo(
  contentType: ImageContentType,
  bytes: Uint8Array,
  stored: { width: number; height: number; quantiser?: number },
  { orientation, colorSpace, ignoredProfile }: { readonly orientation: ExifOrientation } & ColorReading,
): ImageInfo {
  const sideways = orientation >= 5;
  return {
    contentType,
    size: bytes.length,
    storedWidth: stored.width,
    storedHeight: stored.height,
    colorSpace,
    quantiser: stored.quantiser ?? 0,
    orientation,
    ...(ignoredProfile === undefined ? {} : { ignoredProfile }),
    width: sideways ? stored.height : stored.width,
    height: sideways ? stored.width : stored.height,
  };
}
