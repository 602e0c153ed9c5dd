/** What packages over TensorFlow.js have in common on Node. */
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { packageFolder } from '../../report/machine.ts';

/** The part of TensorFlow.js that the packages hand out. */
export interface TensorFlow {
  tensor(values: Uint8Array, shape: readonly number[], type: 'int32'): unknown;
  dispose(tensor: unknown): void;
  setBackend(name: 'wasm'): Promise<boolean>;
  getBackend(): string;
}

/** A CommonJS bundle of an installed package, and how it resolves what it imports. */
export async function requireBundle(
  name: string,
  file: string,
): Promise<{ exports: unknown; folder: string; require: NodeJS.Require }> {
  const folder = await packageFolder(name);
  if (folder === undefined) {
    throw new LivePhotoError('service_unavailable', `${name} is not installed: run 'pnpm install'`);
  }
  // Its own dependencies are found from where it really lies.
  const place = realpathSync(join(folder, file));
  const require = createRequire(place);
  return { exports: require(place), folder, require };
}

/** Folder of the backend's WebAssembly files, with a slash at the end. */
export function wasmFolder(require: NodeJS.Require): string {
  return `${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`;
}

/** Lets `fetch` read files, which is how a browser's build of a package asks for its models. */
export function letFetchReadFiles(): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return url.startsWith('file:') ? new Response(await readFile(new URL(url))) : fetch(input, init);
  };
}
