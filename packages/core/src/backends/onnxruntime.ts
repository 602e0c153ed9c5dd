/** Inference on onnxruntime-web's WebAssembly build, one thread: for models that `createSimdBackend` does not know, and to compare with. */
import * as ort from 'onnxruntime-web/wasm';
import type { InferenceBackend } from '../contract/ports.ts';
import { createOrtBackend } from './ort.ts';

export interface OnnxRuntimeBackendOptions {
  /** Bytes of onnxruntime-web's `ort-wasm-simd-threaded.wasm`. */
  readonly wasmBinary?: ArrayBuffer | Uint8Array;
}

/**
 * onnxruntime-web keeps one WebAssembly instance per process, configured by whoever loads the first model.
 *
 * @throws {LivePhotoError} `inference_failed`, from `load` and `run`, when the runtime gives up.
 */
export function createOnnxRuntimeBackend(options: OnnxRuntimeBackendOptions = {}): InferenceBackend {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  if (options.wasmBinary !== undefined) ort.env.wasm.wasmBinary = options.wasmBinary;
  return createOrtBackend('onnxruntime', ort, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    fuse: true,
  });
}
