/** The image decoder of every runtime: each format's own library in WebAssembly, equal pixels everywhere. */
import { throwIfAborted } from '../contract/errors.ts';
import type { ImageContentType, ImageInfo } from '../contract/image-info.ts';
import type { ImageDecoder } from '../contract/ports.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { Codec, type CodecExports } from './codec.ts';
import { HeifDecoder, type HeifModule } from './heif-decode.ts';
import { decodeJpeg, type ScaledRequest } from './jpeg-decode.ts';
import { decodePng } from './png-decode.ts';
import { decodeWebp } from './webp.ts';

/** The compiled decoders, and how large their answers may be. */
export interface WasmDecoderOptions {
  /** `@livephoto/core/images.wasm`, compiled by the caller: some runtimes only take it compiled. */
  readonly images: WebAssembly.Module;
  /**
   * Gets `@livephoto/heif/heif.wasm`, compiled, when the first HEIC or AVIF comes. Without it those are refused, and other formats
   * are offered.
   */
  readonly heif?: HeifModule | undefined;
  /** Most pixels of an answer, whatever is asked for: 25 million (75 MB) unless said otherwise. */
  readonly maxPixels?: number;
  /** Most bytes of memory that the decoder keeps between pictures: 48 million unless said otherwise. */
  readonly keptBytes?: number;
}

/** What `images.wasm` exports, beside what every decoder does. */
export interface ImageCodecs extends CodecExports {
  decode_jpeg(file: number, bytes: number): void;
  decode_png(...numbers: number[]): void;
  decode_webp(file: number, bytes: number, alpha: number): void;
}

type Decode = (
  codec: Codec<ImageCodecs>,
  bytes: Uint8Array,
  info: ImageInfo,
  request: ScaledRequest,
) => RgbImage;

const decodeOf: Readonly<Partial<Record<ImageContentType, Decode>>> = {
  'image/jpeg': decodeJpeg,
  'image/png': decodePng,
  'image/webp': decodeWebp,
};

/** A decoder that keeps its library's memory from picture to picture, and nothing of any picture. */
export function createWasmDecoder(options: WasmDecoderOptions): ImageDecoder {
  const { images, maxPixels = 25_000_000 } = options;
  const codec = new Codec<ImageCodecs>(images, options.keptBytes);
  const heif = new HeifDecoder(options.heif);
  return {
    name: 'wasm',
    async decode(bytes, info, { longestSide, signal }) {
      throwIfAborted(signal);
      const decode = decodeOf[info.contentType];
      const request = { longestSide, maxPixels };
      const image = decode ? decode(codec, bytes, info, request) : await heif.decode(bytes, info, request);
      throwIfAborted(signal);
      return image;
    },
  };
}
