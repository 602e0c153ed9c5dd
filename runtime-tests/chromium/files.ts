/** Where the site serves what an inspector is made of. */
import type { WebFiles } from '@livephoto/worker-runtime/web';

export const files = {
  models: '/models/',
  imageDecoder: '/images.wasm',
  heifDecoder: '/heif.wasm',
} satisfies WebFiles;

export async function readSample(photo: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(`/samples/${photo}`)).arrayBuffer());
}
