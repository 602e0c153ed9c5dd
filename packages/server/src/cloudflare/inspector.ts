/** An inspector inside an isolate: precompiled WebAssembly, models from the bundle or from R2. */
import jpegModule from '@cwasm/jpeg-turbo/jpeg-turbo.wasm';
import {
  createInspector,
  createWasmBackend,
  createWasmDecoder,
  type InferenceBackend,
  type InferenceModel,
  type Inspector,
  LivePhotoError,
  type ModelSource,
  type PolicyName,
} from '@livephoto/core';
import { currentOrt, renewOrt } from './ort-factory.ts';

/** Beside the bundle; onnxruntime-web imports it by this name. */
const ortFactoryPath = './ort-factory.js';

export function createIsolateInspector(models: ModelSource, policy: PolicyName): Promise<Inspector> {
  const backend = createWasmBackend({
    wasmPaths: { mjs: ortFactoryPath, wasm: 'precompiled' },
    // The first, or the one that renewOrt made.
    freshInstance: true,
  });
  return createInspector({
    models,
    backend: boundToInstance(backend),
    decoder: createWasmDecoder({ jpeg: jpegModule }),
    policy,
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
