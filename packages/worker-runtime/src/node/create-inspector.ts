/** An inspector for Node: models from files, WebAssembly from the installed packages. */
import {
  createInspector,
  createSimdBackend,
  createWasmDecoder,
  type ImageDecoder,
  type InferenceBackend,
  type Inspector,
  missingPackage,
  type PolicyLike,
} from '@livephoto/core';
import { modelHashes } from '@livephoto/models';
import { createFileModelSource } from './file-models.ts';
import { createNativeBackend } from './native-backend.ts';
import { assertNode } from './node-version.ts';
import { readPackageFile } from './wasm-files.ts';

/** What infers. */
export type NodeBackend = 'wasm' | 'onnxruntime' | 'native';

/** Where models run and lie on Node, and what decides. */
export interface NodeInspectorOptions {
  /**
   * `wasm` (default), core's own engine, gives the same bits on every runtime. `onnxruntime` is slower, takes any ONNX model of one's own,
   * and needs onnxruntime-web installed; `native` needs onnxruntime-node. Scores of these differ from the first's in their last digits.
   */
  readonly backend?: NodeBackend;
  readonly policy?: PolicyLike;
  /** Folder with the models and their manifest; that of the installed `@livephoto/models` when left out. */
  readonly modelFolder?: string;
}

/**
 * @example
 * const inspector = await createNodeInspector({ policy: 'strict' });
 * const report = await inspector.inspect(await readFile('selfie.jpg'));
 * await inspector.dispose();
 *
 * @throws {LivePhotoError} `model_missing` when the models are not built; `inference_failed` when the backend's package is not installed;
 *   `unsupported_runtime` on a Node that is too old.
 */
export async function createNodeInspector(options: NodeInspectorOptions = {}): Promise<Inspector> {
  assertNode();
  const decoder = createNodeDecoder();
  // Told by `createInspector`, unless the backend cannot start.
  decoder.catch(() => {});
  const backend = await startBackend(options.backend);
  const inspector = await createInspector({
    models: createFileModelSource(options.modelFolder),
    // Models of one's own are one's own business.
    modelHashes: options.modelFolder === undefined ? modelHashes : undefined,
    backend: backend.backend,
    decoder,
    policy: options.policy,
  });
  backend.started();
  return inspector;
}

/** The decoder of every format, its files from the installed packages: that of HEIC and AVIF when the first one comes. */
export async function createNodeDecoder(): Promise<ImageDecoder> {
  return createWasmDecoder({
    images: await compiled('@livephoto/core/images.wasm'),
    heif: () => compiled('@livephoto/heif/heif.wasm'),
  });
}

async function compiled(specifier: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readPackageFile(specifier));
}

interface StartingBackend {
  readonly backend: InferenceBackend;
  /** To be called once models are loaded. */
  started(): void;
}

async function startBackend(name: NodeBackend = 'wasm'): Promise<StartingBackend> {
  if (name === 'native') return { backend: await createNativeBackend(), started() {} };
  if (name === 'onnxruntime') return onnxRuntime();
  return { backend: createSimdBackend(), started() {} };
}

async function onnxRuntime(): Promise<StartingBackend> {
  const { createOnnxRuntimeBackend } = await import('@livephoto/core/onnxruntime');
  const wasmBinary = await readPackageFile('onnxruntime-web/ort-wasm-simd-threaded.wasm').catch((cause) => {
    throw missingPackage('onnxruntime', 'onnxruntime-web', cause);
  });
  return {
    backend: createOnnxRuntimeBackend({ wasmBinary }),
    started() {
      // onnxruntime holds on to these 14 MB for good, though nothing reads them once they are compiled. Moving them into
      // a copy that nobody keeps leaves it an empty buffer.
      structuredClone(wasmBinary.buffer, { transfer: [wasmBinary.buffer] });
    },
  };
}
