/** Where the site serves what an inspector is made of, as a worker's URLs need it: whole. */
import type { WebFiles } from '@livephoto/worker-runtime/web';

const at = (path: string) => new URL(path, location.href).href;

export const files = {
  models: at('/models/'),
  onnxruntime: at('/onnxruntime.wasm'),
  jpegDecoder: at('/jpeg-turbo.wasm'),
} satisfies WebFiles;

export async function readSample(photo: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(`/samples/${photo}`)).arrayBuffer());
}
