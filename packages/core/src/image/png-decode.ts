/** Decodes PNGs, shrunk line by line: the full picture is never held, unless it is small or interlaced. */
import type { ImageInfo } from '../contract/image-info.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { type Codec, unreadable } from './codec.ts';
import { costLeft, pngWork } from './decode-cost.ts';
import { sizeWithin } from './downscale.ts';
import type { ScaledRequest } from './jpeg-decode.ts';
import { readPngFile } from './png-chunks.ts';
import type { ImageCodecs } from './wasm-decoder.ts';

/** Added to the size of a piece that the file ends in, before its checksum. */
const uncheckedPiece = 0x80000000;

/**
 * The upright picture, transparency laid over white, shrunk to `longestSide` and `maxPixels` when it is larger.
 * @throws {LivePhotoError} `image_unreadable` when lines are missing, or a checksum of the pixels does not hold.
 */
export function decodePng(
  codec: Codec<ImageCodecs>,
  bytes: Uint8Array,
  info: ImageInfo,
  request: ScaledRequest,
): RgbImage {
  const file = readPngFile(bytes);
  const { color, depth, interlaced, pieces, palette, transparency } = file;
  const mostCost = costLeft(pngWork(file, bytes.length));
  const stored = { width: info.storedWidth, height: info.storedHeight };
  const { orientation, colorSpace } = info;
  const target = sizeWithin(stored, request.longestSide, request.maxPixels);
  const offset = (part: Uint8Array | undefined) => (part ? part.byteOffset - bytes.byteOffset : 0);
  try {
    return codec.decode(
      bytes,
      { stored, target, eighths: 8, orientation, colorSpace, mostCost },
      (exports, address, place) => {
        const places = Uint32Array.from(
          pieces.flatMap(({ body, cut }) => [offset(body), body.length + (cut ? uncheckedPiece : 0)]),
        );
        exports.decode_png(
          ...[address, color, depth, interlaced ? 1 : 0],
          ...[place(new Uint8Array(places.buffer)), pieces.length],
          ...[offset(palette), palette?.length ?? 0, offset(transparency), transparency?.length ?? 0],
        );
      },
    );
  } catch (error) {
    throw unreadable('PNG', error);
  }
}
