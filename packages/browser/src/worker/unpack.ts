/** Unpacks what the assets' folder holds compressed. */
import { LivePhotoError } from '@livephoto/core';
import type { RuntimeFile } from './asset-manifest.ts';

/**
 * @param bytes of the file as it is served, its hash checked.
 * @param base the assets' folder, for the error.
 * @returns what is packed in it; `bytes` themselves where nothing is.
 * @throws {LivePhotoError} `model_invalid` for what this version cannot unpack.
 */
export async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  { file, encoding }: Pick<RuntimeFile, 'file' | 'encoding'>,
  base: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (encoding === undefined) return bytes;
  try {
    // Anything but `gzip` is a name that the stream does not know, and throws.
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(encoding));
    return new Uint8Array(await new Response(unpacked).arrayBuffer());
  } catch (cause) {
    throw new LivePhotoError(
      'model_invalid',
      `${base}${file} cannot be unpacked: copy the assets again with 'livephoto-browser-assets'`,
      { cause },
    );
  }
}
