/** Inference on the graphics card: equal verdicts, but not equal bits. */
import type { InferenceBackend } from '../contract/ports.ts';
import { createOrtBackend, type OrtWebApi } from './ort.ts';

/** What onnxruntime-web needs beside its code. */
export interface WebGpuBackendOptions {
  /** Bytes of onnxruntime-web's `ort-wasm-simd-threaded.asyncify.wasm`. */
  readonly wasmBinary: ArrayBuffer | Uint8Array;
}

/**
 * @param api what `onnxruntime-web/webgpu` exports. It is handed in, so that nobody loads it who does not use it.
 *
 * @example
 * createWebGpuBackend(await import('onnxruntime-web/webgpu'), { wasmBinary })
 *
 * @throws {LivePhotoError} from `load`, when the runtime offers no WebGPU.
 */
export function createWebGpuBackend(api: OrtWebApi, { wasmBinary }: WebGpuBackendOptions): InferenceBackend {
  api.env.wasm.numThreads = 1;
  api.env.logLevel = 'error';
  api.env.wasm.wasmBinary = wasmBinary;
  return createOrtBackend('webgpu', api, { executionProviders: ['webgpu'], graphOptimizationLevel: 'all' });
}
