/** Inspections of a server on Bun or Deno: in Web Workers, over the installed packages' files. */
import { LivePhotoError } from '@livephoto/core';
import { createWebInspectorPool, installedFiles } from '@livephoto/worker-runtime/web-pool';
import { poolOptions, type ServerHost } from './serve.ts';

/** @throws {LivePhotoError} when the configuration asks for the native backend, which is Node's alone. */
export const startWebWorkers: ServerHost['startPool'] = async (config, log) => {
  if (config.backend !== 'wasm') {
    throw new LivePhotoError(
      'invalid_request',
      `The ${config.backend} backend runs on Node alone: set LIVEPHOTO_BACKEND to wasm, or leave it out`,
      { param: 'backend' },
    );
  }
  return createWebInspectorPool({ ...installedFiles(), ...poolOptions(config, log) });
};
