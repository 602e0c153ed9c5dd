/** Inspections of a server on Bun or Deno: in Web Workers, over the installed packages' files. */
import { LivePhotoError } from '@livephoto/core';
import { createWebInspectorPool, installedFiles } from '@livephoto/worker-runtime/web-pool';
import { poolOptions, type ServerHost } from './serve.ts';

/** @throws {LivePhotoError} when the configuration asks for the native backend, which is Node's alone. */
export const startWebWorkers: ServerHost['startPool'] = async (config, log) => {
  if (config.backend === 'native') {
    throw new LivePhotoError(
      'invalid_request',
      `The native backend runs on Node alone: set LIVEPHOTO_BACKEND to wasm or onnxruntime, or leave it out`,
      { param: 'backend' },
    );
  }
  return createWebInspectorPool({
    ...installedFiles({ onnxruntime: config.backend === 'onnxruntime' }),
    ...poolOptions(config, log),
  });
};
