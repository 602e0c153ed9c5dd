/** The files that an app serves: the package's own, and for WebGPU one of onnxruntime-web. */
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface AssetPath {
  /** Its name in the folder that is served. */
  readonly name: string;
  /** Where it lies on the disk. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** Named so in the manifest of the assets as well. */
const webgpuRuntime = 'ort-wasm-simd-threaded.asyncify.wasm';
const isForWebGpu = (name: string) => name === webgpuRuntime || name === 'onnxruntime-webgpu.js';

/**
 * @param webgpu whether those that only `backend: 'webgpu'` asks for are among them: 27 MB.
 * @throws when the package was built without models, with the way out.
 */
export async function assetFiles({ webgpu }: { readonly webgpu: boolean }): Promise<AssetPath[]> {
  const folder = fileURLToPath(new URL('./assets/', import.meta.url));
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.endsWith('.map'));
  if (!names.includes('manifest.json')) {
    throw new Error(
      `There are no models in ${folder}: in the repository of livephoto run 'pnpm models build' and 'pnpm browser-assets'`,
    );
  }
  const paths = new Map(
    names.filter((name) => webgpu || !isForWebGpu(name)).map((name) => [name, join(folder, name)]),
  );
  if (webgpu) {
    const require = createRequire(import.meta.url);
    paths.set(webgpuRuntime, require.resolve(`onnxruntime-web/${webgpuRuntime}`));
  }
  return Promise.all([...paths].map(async ([name, path]) => ({ name, path, size: (await stat(path)).size })));
}
