/** Inference on onnxruntime-web's WebAssembly build, one thread: for models that `createSimdBackend` does not know, and to compare with. */
import type { InferenceBackend } from '../contract/ports.ts';
import { missingPackage } from './missing-package.ts';
import { createOrtBackend, type OrtWebApi } from './ort.ts';

/** Where onnxruntime-web has its WebAssembly from; it looks beside itself when nothing is said. */
export interface OnnxRuntimeBackendOptions {
  /** Bytes of onnxruntime-web's `ort-wasm-simd-threaded.wasm`. */
  readonly wasmBinary?: ArrayBuffer | Uint8Array;
}

/**
 * onnxruntime-web keeps one WebAssembly instance per process, configured by whoever loads the first model. The package is loaded with
 * that model and not before; it is no dependency of this one, but has to be installed beside it.
 *
 * @throws {LivePhotoError} from `load`: `inference_failed` when onnxruntime-web is not installed; from `load` and `run` when it gives up.
 */
export function createOnnxRuntimeBackend(options: OnnxRuntimeBackendOptions = {}): InferenceBackend {
  let started: Promise<InferenceBackend> | undefined;
  const start = async () => {
    const ort = await importOnnxRuntime();
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    if (options.wasmBinary !== undefined) ort.env.wasm.wasmBinary = options.wasmBinary;
    return createOrtBackend('onnxruntime', ort, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      fuse: true,
    });
  };
  return {
    name: 'onnxruntime',
    async load(bytes) {
      started ??= start().catch((error) => {
        // The package may have been installed by the next time.
        started = undefined;
        throw error;
      });
      return (await started).load(bytes);
    },
  };
}

async function importOnnxRuntime(): Promise<OrtWebApi> {
  // Bundlers let what is imported within `try` be missing.
  try {
    return await import('onnxruntime-web/wasm');
  } catch (cause) {
    throw missingPackage('onnxruntime', 'onnxruntime-web', cause);
  }
}
