// Checks uploads in a Worker: curl -H 'Content-Type: image/jpeg' --data-binary @selfie.jpg https://….workers.dev/selfie
import { createInspector, createSimdBackend, createWasmDecoder, LivePhotoError } from '@livephoto/core';
import images from '@livephoto/core/images.wasm';
import nets from '@livephoto/core/nets.wasm';
import pixels from '@livephoto/core/pixels.wasm';
import { models } from './models.mjs';

const maxBytes = 4_000_000;
let inspector;
/** One photo after another: an isolate has 128 MB for all of them. */
let last = Promise.resolve();

export default {
  async fetch(request) {
    if (request.method !== 'POST' || new URL(request.url).pathname !== '/selfie') {
      return new Response('POST a photo to /selfie', { status: 404 });
    }
    if (Number(request.headers.get('Content-Length') ?? maxBytes + 1) > maxBytes) {
      return Response.json({ type: 'payload_too_large' }, { status: 413 });
    }
    try {
      const photo = new Uint8Array(await request.arrayBuffer());
      const work = last.then(async () => (await start()).inspect(photo));
      last = work.catch(() => {});
      const { accepted, inspections } = await work;
      const reasons = Object.values(inspections).flatMap(({ findings }) =>
        findings.map(({ message }) => message),
      );
      return Response.json({ accepted, reasons }, { status: accepted ? 200 : 422 });
    } catch (error) {
      if (!(error instanceof LivePhotoError)) throw error;
      return Response.json(error, { status: error.status });
    }
  },
};

function start() {
  inspector ??= createInspector({
    models,
    backend: createSimdBackend({ module: nets }),
    decoder: createWasmDecoder({ images, keptBytes: 16_000_000 }),
    pixels,
    policy: 'strict',
  });
  return inspector;
}
