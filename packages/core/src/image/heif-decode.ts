/** Decodes HEIC and AVIF with a library of its own, which is fetched when the first such photo comes. */
import { LivePhotoError } from '../contract/errors.ts';
import { type ImageInfo, imageFormats } from '../contract/image-info.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { Codec, type CodecExports, unreadable } from './codec.ts';
import { costOf, defaultDecodeCost, heifWork } from './decode-cost.ts';
import { sizeWithin } from './downscale.ts';
import { readHeifHeader } from './heif-header.ts';
import type { ScaledRequest } from './jpeg-decode.ts';
import { refused } from './refused.ts';

/** `@livephoto/heif/heif.wasm`, compiled, as soon as somebody asks. */
export type HeifModule = () => Promise<WebAssembly.Module>;

interface HeifCodec extends CodecExports {
  decode_heif(file: number, bytes: number): void;
}

/**
 * What the decoder may spend on a file, by what it finds in it: as much as any may, or as its header says where callers let more pass, and an
 * eighth for what tiles have beyond the edges.
 */
function mostCostOf(bytes: Uint8Array): number {
  const cost = costOf(heifWork(readHeifHeader(bytes)));
  return Math.min(0xffff_ffff, Math.max(defaultDecodeCost, cost) * 1.125);
}

/** A decoder that starts with its first photo. @param load Undefined where HEIC and AVIF are left out. */
export class HeifDecoder {
  private codec: Promise<Codec<HeifCodec>> | undefined;

  constructor(private readonly load: HeifModule | undefined) {}

  /**
   * The upright picture, shrunk to `longestSide` and `maxPixels` when it is larger.
   * @throws {LivePhotoError} `invalid_request` where the decoder was left out; `unsupported_runtime` where it cannot be fetched; `image_unreadable` for a
   *   file that is cut or damaged.
   */
  async decode(bytes: Uint8Array, info: ImageInfo, request: ScaledRequest): Promise<RgbImage> {
    const { name } = imageFormats[info.contentType];
    const codec = await this.start(name);
    const stored = { width: info.width, height: info.height };
    const target = sizeWithin(stored, request.longestSide, request.maxPixels);
    const { orientation, colorSpace } = info;
    const job = { stored, target, eighths: 8, orientation, colorSpace, mostCost: mostCostOf(bytes) };
    try {
      return codec.decode(bytes, job, (exports, address) => exports.decode_heif(address, bytes.length));
    } catch (error) {
      throw unreadable(name, error);
    }
  }

  private async start(name: string): Promise<Codec<HeifCodec>> {
    if (this.load === undefined) {
      throw refused(
        `This is ${name === 'AVIF' ? 'an' : 'a'} ${name} file, which is not read here: send a JPG, PNG or WebP`,
      );
    }
    this.codec ??= this.load().then((module) => new Codec<HeifCodec>(module));
    try {
      return await this.codec;
    } catch (cause) {
      // The next photo tries again.
      this.codec = undefined;
      throw new LivePhotoError(
        'unsupported_runtime',
        `The decoder of ${name} could not be loaded: send a JPG, PNG or WebP`,
        { param: 'data', cause },
      );
    }
  }
}
