/** The decoder of the tests: the committed WebAssembly, compiled once a file. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ImageDecoder } from '../contract/ports.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { sniffImage } from '../image/sniff.ts';
import { createWasmDecoder } from '../image/wasm-decoder.ts';

export function imagesModule(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL('../../codecs/images.wasm', import.meta.url)));
}

/** Sniffs and decodes a file with `decoder`. */
export async function decodeFile(
  decoder: ImageDecoder,
  bytes: Uint8Array,
  longestSide = Number.POSITIVE_INFINITY,
): Promise<RgbImage> {
  return decoder.decode(bytes, sniffImage(bytes), { longestSide });
}

/** With the decoder of HEIC and AVIF. */
export function fullDecoder(): ImageDecoder {
  const path = createRequire(import.meta.url).resolve('@livephoto/heif/heif.wasm');
  return createWasmDecoder({
    images: imagesModule(),
    heif: async () => new WebAssembly.Module(readFileSync(path)),
  });
}

export function testDecoder(): ImageDecoder {
  return createWasmDecoder({ images: imagesModule() });
}
