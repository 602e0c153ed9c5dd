/** An inspector inside an isolate: precompiled WebAssembly, models from the bundle or from R2. */
import {
  createInspector,
  createSimdBackend,
  createWasmDecoder,
  type ImageLimits,
  type Inspector,
  livePhotoSize,
  type ModelSource,
  type PolicyLike,
  resolvePolicy,
} from '@livephoto/core';
import imagesModule from '@livephoto/core/images.wasm';
import netsModule from '@livephoto/core/nets.wasm';
import pixelsModule from '@livephoto/core/pixels.wasm';
import { modelHashes } from '@livephoto/models';
import { createEngines } from './engine.ts';

const nextEngine = createEngines(() => createSimdBackend({ module: netsModule }));

/**
 * What a picture may cost an isolate, which has 128 MB for everything: progressive JPGs and interlaced PNGs are held
 * whole while they are decoded, and beside them stand the models in the engine's memory (about 10 MB) and uploads that wait.
 */
const isolateLimits = {
  /** As an upload may have. */
  maxBytes: livePhotoSize.max,
  /** 12 megapixels of a progressive JPG at 4:2:0. */
  maxBufferedBytes: 36_000_000,
  /** 13 megapixels of an RGB PNG: a photo of 4 MB has a quarter of that. */
  maxInflatedBytes: 40_000_000,
  /** 5 megapixels of a WebP take 40 MB at most, without loss and with transparency. */
  maxWholePixels: 5_000_000,
} satisfies Partial<ImageLimits>;

/** The inspector made before is let go with its engine: there is one in an isolate. */
export function createIsolateInspector(models: ModelSource, policy: PolicyLike): Promise<Inspector> {
  const chosen = resolvePolicy(policy);
  return createInspector({
    models,
    modelHashes,
    backend: nextEngine(),
    decoder: createWasmDecoder({ images: imagesModule, keptBytes: 16_000_000 }),
    pixels: pixelsModule,
    policy: { ...chosen, image: { ...chosen.image, ...isolateLimits } },
  });
}
