/** Puts the inspector together in a browser's worker: files from cache or server, on WebGPU where asked and able. */
import {
  createInspector,
  createSimdBackend,
  createWasmDecoder,
  createWebGpuBackend,
  type InferenceBackend,
  type Inspector,
  LivePhotoError,
  resolvePolicy,
} from '@livephoto/core';
import { modelHashes } from '@livephoto/models';
import type { LoadProgress, Started, StartOptions } from '../protocol.ts';
import { createAssetLoader, type LoadedAssets } from './load-assets.ts';
import { assertWebGpu } from './webgpu.ts';

/**
 * @throws {LivePhotoError} `model_invalid` when page and worker are of different versions; `unsupported_runtime` when
 *   WebAssembly is forbidden; what the loading and the inspector
 *   throw.
 */
export async function startInspector(
  options: StartOptions,
  onProgress: (progress: LoadProgress) => void,
): Promise<{ inspector: Inspector; started: Started }> {
  assertSameVersion(options);
  assertWebAssemblyAllowed();
  const policy = resolvePolicy(options.policy);
  const loader = await createAssetLoader({ base: options.base, cache: options.cache, onProgress });

  const create = async (assets: LoadedAssets, backend: InferenceBackend) =>
    createInspector({
      models: assets.models,
      modelHashes,
      backend,
      decoder: WebAssembly.compile(assets.images).then((images) =>
        createWasmDecoder({ images, heif: async () => WebAssembly.compile(await assets.heif()) }),
      ),
      policy,
    });
  const started = { limits: policy.image };

  let fallback: string | null = null;
  if (options.backend === 'webgpu') {
    try {
      await assertWebGpu();
      const assets = await loader.load('webgpu');
      // Not bundled: the file lies beside the worker.
      const onnxruntime = await import('./onnxruntime-webgpu.js');
      const backend = createWebGpuBackend(onnxruntime, { wasmBinary: await assets.onnxruntime() });
      const inspector = await create(assets, backend);
      return { inspector, started: { ...started, backend: 'webgpu', fallback } };
    } catch (error) {
      // What also keeps the other backend from starting is no reason to fall back, and comes up again below.
      fallback = error instanceof Error ? error.message : String(error);
      if (error instanceof LivePhotoError && error.type === 'model_missing') {
        fallback += ": the files for WebGPU are copied by 'livephoto-browser-assets FOLDER --webgpu'";
      }
    }
  }
  const assets = await loader.load('wasm');
  const inspector = await create(assets, createSimdBackend());
  return { inspector, started: { ...started, backend: 'wasm', fallback } };
}

function assertSameVersion({ version, base }: StartOptions): void {
  if (version === livephotoVersion) return;
  throw new LivePhotoError(
    'model_invalid',
    `The assets at ${base} are of version ${livephotoVersion} and the page's script of ${version}: copy them again with 'livephoto-browser-assets'`,
  );
}

/** The smallest module there is. */
const emptyModule = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

function assertWebAssemblyAllowed(): void {
  try {
    new WebAssembly.Module(emptyModule);
  } catch (cause) {
    throw new LivePhotoError(
      'unsupported_runtime',
      "The content security policy forbids WebAssembly in livephoto's worker: add 'wasm-unsafe-eval' to the script-src that the worker's script is served with",
      { cause },
    );
  }
}
