/** The decoder of the tests: the committed WebAssembly, compiled once a file. */
import { readFileSync } from 'node:fs';
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

export function testDecoder(): ImageDecoder {
  return createWasmDecoder({ images: imagesModule() });
}
