/** An inspector inside an isolate: precompiled WebAssembly, models from the bundle or from R2. */
import {
  createInspector,
  createWasmBackend,
  createWasmDecoder,
  type ImageLimits,
  type InferenceBackend,
  type InferenceModel,
  type Inspector,
  LivePhotoError,
  livePhotoSize,
  type ModelSource,
  type PolicyLike,
  resolvePolicy,
} from '@livephoto/core';
import imagesModule from '@livephoto/core/images.wasm';
import pixelsModule from '@livephoto/core/pixels.wasm';
import { modelHashes } from '@livephoto/models';
import { currentOrt, renewOrt } from './ort-factory.ts';

/** Beside the bundle; onnxruntime-web imports it by this name. */
const ortFactoryPath = './ort-factory.js';

/**
 * What a picture may cost an isolate, which has 128 MB for everything: progressive JPGs and interlaced PNGs are held
 * whole while they are decoded, and beside them stand onnxruntime with the models (36 MB) and uploads that wait.
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

export function createIsolateInspector(models: ModelSource, policy: PolicyLike): Promise<Inspector> {
  const chosen = resolvePolicy(policy);
  const backend = createWasmBackend({
    wasmPaths: { mjs: ortFactoryPath, wasm: 'precompiled' },
    // The first, or the one that renewOrt made.
    freshInstance: true,
  });
  return createInspector({
    models,
    modelHashes,
    backend: boundToInstance(backend),
    decoder: createWasmDecoder({ images: imagesModule, keptBytes: 16_000_000 }),
    pixels: pixelsModule,
    policy: { ...chosen, image: { ...chosen.image, ...isolateLimits } },
  });
}

export { renewOrt };

/** Models that refuse to run once their WebAssembly instance was replaced: their handles mean others in the new one. */
function boundToInstance(backend: InferenceBackend): InferenceBackend {
  return {
    name: backend.name,
    async load(bytes) {
      const model = await backend.load(bytes);
      const instance = currentOrt();
      return {
        run: async (inputs) => {
          if (currentOrt() !== instance) throw replaced();
          return model.run(inputs);
        },
        async dispose() {
          if (currentOrt() === instance) await model.dispose();
        },
      } satisfies InferenceModel;
    },
  };
}

function replaced(): LivePhotoError {
  return new LivePhotoError(
    'inspection_aborted',
    'The inspector was started anew meanwhile: send the photo again',
  );
}
