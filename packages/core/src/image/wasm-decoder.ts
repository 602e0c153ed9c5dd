/** The image decoder of every runtime: JPEG in WebAssembly, PNG in JavaScript, equal pixels everywhere. */
import { throwIfAborted } from '../contract/errors.ts';
import type { ImageInfo } from '../contract/image-info.ts';
import type { DecodeRequest, ImageDecoder } from '../contract/ports.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { decodeJpeg, scaled, scaleSteps } from './jpeg-turbo.ts';
import { orient } from './orient.ts';
import { decodePng } from './png-decode.ts';

export interface WasmDecoderOptions {
  /** `jpeg-turbo.wasm` of `@cwasm/jpeg-turbo`, compiled by the caller: some runtimes only take it compiled. */
  readonly jpeg: WebAssembly.Module;
  /** Most pixels of an answer, whatever is asked for: 25 million (75 MB) unless said otherwise. */
  readonly maxPixels?: number;
}

/** A decoder with no state: every picture gets its own instance of the library, which leaves with it. */
export function createWasmDecoder(options: WasmDecoderOptions): ImageDecoder {
  const { jpeg, maxPixels = 25_000_000 } = options;
  return {
    name: 'wasm',
    async decode(bytes, info, request) {
      throwIfAborted(request.signal);
      const image =
        info.contentType === 'image/png'
          ? orient(decodePng(bytes, { longestSide: request.longestSide, maxPixels }), info.orientation)
          : decodeUprightJpeg(jpeg, bytes, info, request, maxPixels);
      throwIfAborted(request.signal);
      return image;
    },
  };
}

function decodeUprightJpeg(
  module: WebAssembly.Module,
  bytes: Uint8Array,
  info: ImageInfo,
  request: DecodeRequest,
  maxPixels: number,
): RgbImage {
  const { components, adobe } = readJpegHeader(bytes);
  return decodeJpeg(
    module,
    bytes,
    {
      width: info.storedWidth,
      height: info.storedHeight,
      eighths: eighthsFor(info, request.longestSide, maxPixels),
      invertedInk: components === 4 && adobe,
    },
    (image) => orient(image, info.orientation),
  );
}

/** The fewest eighths that reach `longestSide`, and no more than fit `maxPixels`. */
function eighthsFor(info: ImageInfo, longestSide: number, maxPixels: number): number {
  let eighths = 1;
  while (eighths < scaleSteps) {
    if (Math.max(scaled(info.width, eighths), scaled(info.height, eighths)) >= longestSide) break;
    if (scaled(info.width, eighths + 1) * scaled(info.height, eighths + 1) > maxPixels) break;
    eighths++;
  }
  return eighths;
}
