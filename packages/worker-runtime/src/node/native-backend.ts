/** Inference on onnxruntime-node: several times faster than WebAssembly, equal verdicts but not equal bits. */
import { createOrtBackend, type InferenceBackend, missingPackage } from '@livephoto/core';

/** @throws {LivePhotoError} `inference_failed` when the optional package is not installed. */
export async function createNativeBackend(): Promise<InferenceBackend> {
  const ort = await import('onnxruntime-node').catch((cause) => {
    throw missingPackage('native', 'onnxruntime-node', cause);
  });
  return createOrtBackend('native', ort, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
}
