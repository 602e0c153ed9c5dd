/** Inference on the graphics card through onnxruntime-web's WebGPU build, which is loaded when it is asked for. */
import { createOrtBackend, type InferenceBackend, LivePhotoError } from '@livephoto/core';

/** The part of WebGPU that tells whether it is there. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/** @throws {LivePhotoError} `unsupported_runtime` when this browser or machine has no WebGPU to offer. */
export async function assertWebGpu(): Promise<void> {
  const { gpu } = navigator as Navigator & { gpu?: Gpu };
  if (!gpu) throw new LivePhotoError('unsupported_runtime', 'This browser has no WebGPU');
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) throw new LivePhotoError('unsupported_runtime', 'This machine offers no WebGPU adapter');
}

/** @param wasmBinary bytes of onnxruntime-web's `ort-wasm-simd-threaded.asyncify.wasm` */
export async function createWebGpuBackend(wasmBinary: Uint8Array<ArrayBuffer>): Promise<InferenceBackend> {
  // Not bundled: the file lies beside the worker.
  const ort = await import('./onnxruntime-webgpu.js');
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  ort.env.wasm.wasmBinary = wasmBinary;
  return createOrtBackend('webgpu', ort, {
    executionProviders: ['webgpu'],
    graphOptimizationLevel: 'all',
  });
}
