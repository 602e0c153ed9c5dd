/** Where the installed packages keep what an inspector is made of, for runtimes that fetch `file:` URLs. */
import { missingPackage } from '@livephoto/core';
import type { WebFiles } from './create-inspector.ts';

/**
 * For Bun and Deno. In a browser the files lie where the site serves them.
 * @param onnxruntime whether models run on onnxruntime-web in place of core's engine.
 * @throws {LivePhotoError} `inference_failed` when they shall and it is not installed.
 */
export function installedFiles({ onnxruntime = false } = {}): WebFiles & { readonly imageDecoder: string } {
  return {
    models: new URL('../dist/', import.meta.resolve('@livephoto/models')).href,
    ...(onnxruntime ? { onnxruntime: onnxRuntimeFile() } : {}),
    imageDecoder: import.meta.resolve('@livephoto/core/images.wasm'),
    heifDecoder: import.meta.resolve('@livephoto/heif/heif.wasm'),
  };
}

function onnxRuntimeFile(): string {
  try {
    return import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');
  } catch (cause) {
    throw missingPackage('onnxruntime', 'onnxruntime-web', cause);
  }
}
