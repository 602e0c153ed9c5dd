/** An inspector for Node: models from files, WebAssembly from the installed packages. */
import {
  createInspector,
  createWasmBackend,
  createWasmDecoder,
  type Inspector,
  type Policy,
  type PolicyName,
} from '@livephoto/core';
import { createFileModelSource } from './file-models.ts';
import { createNativeBackend } from './native-backend.ts';
import { readPackageFile } from './wasm-files.ts';

export interface NodeInspectorOptions {
  /** `wasm` (default) gives the same bits as every other runtime, `native` is faster and needs onnxruntime-node. */
  readonly backend?: 'wasm' | 'native';
  readonly policy?: PolicyName | Policy;
  /** Folder with the models and their manifest; that of the installed `@livephoto/models` when left out. */
  readonly modelFolder?: string;
}

/**
 * @example
 * const inspector = await createNodeInspector({ policy: 'strict' });
 * const report = await inspector.inspect(await readFile('selfie.jpg'));
 * await inspector.dispose();
 *
 * @throws {LivePhotoError} `model_missing` when the models are not built.
 */
export async function createNodeInspector(options: NodeInspectorOptions = {}): Promise<Inspector> {
  const [backend, jpeg] = await Promise.all([
    options.backend === 'native' ? createNativeBackend() : wasmBackend(),
    readPackageFile('@cwasm/jpeg-turbo/jpeg-turbo.wasm').then((bytes) => WebAssembly.compile(bytes)),
  ]);
  return createInspector({
    models: createFileModelSource(options.modelFolder),
    backend,
    decoder: createWasmDecoder({ jpeg }),
    policy: options.policy,
  });
}

async function wasmBackend() {
  return createWasmBackend({
    wasmBinary: await readPackageFile('onnxruntime-web/ort-wasm-simd-threaded.wasm'),
  });
}
