/** The files that an app serves: the package's own, and for WebGPU one of onnxruntime-web. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AssetManifest } from './worker/asset-manifest.ts';

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
 * @throws when the package was built without models, or WebGPU's runtime is not installed in the version that it was built with, with the
 *   way out.
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
  if (webgpu) paths.set(webgpuRuntime, await webgpuRuntimePath(folder));
  return Promise.all([...paths].map(async ([name, path]) => ({ name, path, size: (await stat(path)).size })));
}

/** In onnxruntime-web, which only apps that want WebGPU install: the very file that the script beside the worker was built for. */
async function webgpuRuntimePath(folder: string): Promise<string> {
  const wayOut = `run 'npm install onnxruntime-web@${onnxruntimeVersion}', or leave WebGPU out`;
  let path: string;
  try {
    path = createRequire(import.meta.url).resolve(`onnxruntime-web/${webgpuRuntime}`);
  } catch (cause) {
    throw new Error(`WebGPU needs the package 'onnxruntime-web', which is not installed: ${wayOut}`, {
      cause,
    });
  }
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as AssetManifest;
  const wanted = manifest.runtime.find(({ file }) => file === webgpuRuntime);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (sha256 === wanted?.sha256) return path;
  throw new Error(
    `The 'onnxruntime-web' that is installed is of another version than WebGPU needs: ${wayOut}`,
  );
}
