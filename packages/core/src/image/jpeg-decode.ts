/** Decodes JPEGs with libjpeg-turbo, at the smallest scale that keeps enough pixels. */
import type { ImageInfo } from '../contract/image-info.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { type Codec, unreadable } from './codec.ts';
import type { ImageCodecs } from './wasm-decoder.ts';

/** The library reduces in steps of an eighth, inside the inverse DCT. */
const scaleSteps = 8;

export interface ScaledRequest {
  /** The longest side wanted, in pixels; see `DecodeRequest`. */
  readonly longestSide: number;
  readonly maxPixels: number;
}

/**
 * The upright picture.
 * @throws {LivePhotoError} `image_unreadable` when scan lines are missing, or damaged. Bytes too many, a missing end and other
 *   oddities that leave every line in place are no reason.
 */
export function decodeJpeg(
  codec: Codec<ImageCodecs>,
  bytes: Uint8Array,
  info: ImageInfo,
  request: ScaledRequest,
): RgbImage {
  const stored = { width: info.storedWidth, height: info.storedHeight };
  const { orientation, colorSpace } = info;
  const job = { stored, target: stored, eighths: eighthsFor(info, request), orientation, colorSpace };
  try {
    return codec.decode(bytes, job, (exports, address) => exports.decode_jpeg(address, bytes.length));
  } catch (error) {
    throw unreadable('JPG', error);
  }
}

/** The fewest eighths that reach `longestSide`, and no more than fit `maxPixels`. */
function eighthsFor(info: ImageInfo, { longestSide, maxPixels }: ScaledRequest): number {
  let eighths = 1;
  while (eighths < scaleSteps) {
    if (Math.max(scaled(info.width, eighths), scaled(info.height, eighths)) >= longestSide) break;
    if (scaled(info.width, eighths + 1) * scaled(info.height, eighths + 1) > maxPixels) break;
    eighths++;
  }
  return eighths;
}

/** A side at `eighths` of its size, rounded as the library rounds. */
function scaled(side: number, eighths: number): number {
  return Math.ceil((side * eighths) / scaleSteps);
}
