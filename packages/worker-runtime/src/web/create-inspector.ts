/** An inspector from URLs: for browsers, Bun and Deno, in a page or in a worker. */
import {
  createInspector,
  createSimdBackend,
  createWasmDecoder,
  type InferenceBackend,
  type Inspector,
  type ModelSource,
  type PolicyLike,
} from '@livephoto/core';
import { fetchBytes } from './fetch-bytes.ts';
import { createUrlModelSource } from './url-models.ts';

/** What an inspector is made of, where URLs are all that is needed to find it; crosses to a worker as it is. */
export interface WebFiles {
  /** URL of the folder with `manifest.json` and the models. */
  readonly models: string;
  /**
   * URL or bytes of onnxruntime-web's `ort-wasm-simd-threaded.wasm`, for models of one's own that core's engine does not know. Without it
   * that engine runs them: it needs no file, is faster, and gives the same bits on every runtime.
   */
  readonly onnxruntime?: string | Uint8Array | undefined;
  /** URL, bytes or module of `@livephoto/core`'s `images.wasm`. */
  readonly imageDecoder: string | Uint8Array | WebAssembly.Module;
  /**
   * URL, bytes or module of `@livephoto/heif`'s `heif.wasm`, which is fetched with the first HEIC or AVIF; without it those are
   * refused.
   */
  readonly heifDecoder?: string | Uint8Array | WebAssembly.Module | undefined;
}

/** Where models and decoders are fetched from, and what decides. */
export interface WebInspectorOptions extends Omit<WebFiles, 'models'> {
  /** URL of the folder with `manifest.json` and the models, or where else they come from: a cache, for one. */
  readonly models: string | ModelSource;
  readonly policy?: PolicyLike | undefined;
}

/**
 * @example
 * const inspector = await createWebInspector({
 *   models: '/models/',
 *   imageDecoder: '/images.wasm',
 *   heifDecoder: '/heif.wasm',
 * });
 *
 * @throws {LivePhotoError} `model_missing`, naming the URL, when a file is not served.
 */
export async function createWebInspector(options: WebInspectorOptions): Promise<Inspector> {
  const { heifDecoder } = options;
  const decoder = compiled(options.imageDecoder).then((images) =>
    createWasmDecoder({ images, heif: heifDecoder === undefined ? undefined : () => compiled(heifDecoder) }),
  );
  // Told by `createInspector`, unless the backend cannot start.
  decoder.catch(() => {});
  const backend =
    options.onnxruntime === undefined ? createSimdBackend() : await onnxRuntime(options.onnxruntime);
  return createInspector({
    models: typeof options.models === 'string' ? createUrlModelSource(options.models) : options.models,
    backend,
    decoder,
    policy: options.policy,
  });
}

async function onnxRuntime(binary: string | Uint8Array): Promise<InferenceBackend> {
  const [{ createOnnxRuntimeBackend }, wasmBinary] = await Promise.all([
    import('@livephoto/core/onnxruntime'),
    bytesOf(binary),
  ]);
  return createOnnxRuntimeBackend({ wasmBinary });
}

async function compiled(file: WebFiles['imageDecoder']): Promise<WebAssembly.Module> {
  if (file instanceof WebAssembly.Module) return file;
  return WebAssembly.compile((await bytesOf(file)) as Uint8Array<ArrayBuffer>);
}

async function bytesOf(file: string | Uint8Array): Promise<Uint8Array> {
  return typeof file === 'string' ? fetchBytes(file) : file;
}
