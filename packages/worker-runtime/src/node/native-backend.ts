/** Inference on onnxruntime-node: several times faster than WebAssembly, equal verdicts but not equal bits. */
import { createOrtBackend, type InferenceBackend, LivePhotoError } from '@livephoto/core';

/** @throws {LivePhotoError} `inference_failed` when the optional package is not installed. */
export async function createNativeBackend(): Promise<InferenceBackend> {
  const ort = await import('onnxruntime-node').catch((cause) => {
    throw new LivePhotoError(
      'inference_failed',
      "The native backend needs the package 'onnxruntime-node': install it beside this one (npm install onnxruntime-node), or use the wasm backend",
      { cause },
    );
  });
  return createOrtBackend('native', ort, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
}
