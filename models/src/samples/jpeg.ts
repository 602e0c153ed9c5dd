/** Reads and writes JPEG with one wasm codec, so that samples are equal to the byte on every machine. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import decodeJpeg, { init as initDecoder } from '@jsquash/jpeg/decode.js';
import encodeJpeg, { init as initEncoder } from '@jsquash/jpeg/encode.js';
import { type ExifOrientation, type Raster, storeAs } from './raster.ts';

export interface JpegCodec {
  decode(bytes: Uint8Array): Promise<Raster>;
  /** Full colour resolution and a quality at which pictures still look untouched. */
  encode(raster: Raster): Promise<Uint8Array>;
}

export async function createJpegCodec(): Promise<JpegCodec> {
  await initDecoder(await wasm('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'));
  await initEncoder(await wasm('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'));
  return {
    async decode(bytes) {
      const { width, height, data } = await decodeJpeg(new Uint8Array(bytes).buffer);
      return { width, height, data };
    },
    async encode({ width, height, data }) {
      const pixels = { width, height, data, colorSpace: 'srgb' } as ImageData;
      const options = { quality: 92, progressive: false, auto_subsample: false, chroma_subsample: 1 };
      return new Uint8Array(await encodeJpeg(pixels, options));
    },
  };
}

/** A JPEG whose pixels lie turned and whose EXIF tag says how to turn them back to `upright`. */
export async function encodeOriented(
  codec: JpegCodec,
  upright: Raster,
  orientation: ExifOrientation,
): Promise<Uint8Array> {
  const bytes = await codec.encode(storeAs(upright, orientation));
  return insertSegment(bytes, exifOrientation(orientation));
}

/** An APP1 segment with one EXIF tag: big-endian TIFF, one directory, Orientation (0x0112) as a short. */
function exifOrientation(orientation: ExifOrientation): Uint8Array {
  const identifier = [0x45, 0x78, 0x69, 0x66, 0, 0];
  const header = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8];
  const directory = [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const content = [...identifier, ...header, ...directory];
  return Uint8Array.of(0xff, 0xe1, 0, content.length + 2, ...content);
}

/** Puts a segment right after the mark that starts a JPEG. */
function insertSegment(jpeg: Uint8Array, segment: Uint8Array): Uint8Array {
  const result = new Uint8Array(jpeg.length + segment.length);
  result.set(jpeg.subarray(0, 2));
  result.set(segment, 2);
  result.set(jpeg.subarray(2), 2 + segment.length);
  return result;
}

async function wasm(path: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve(path)));
}
