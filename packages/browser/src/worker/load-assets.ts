/** Gets the files that an inspector needs, from Cache Storage or else from the server, and says how far it is. */
import { LivePhotoError, type ModelSource } from '@livephoto/core';
import type { BackendName, LoadProgress } from '../protocol.ts';
import {
  type AssetFile,
  type AssetManifest,
  parseAssetManifest,
  type RuntimeFileName,
} from './asset-manifest.ts';
import { type AssetStore, openAssetStore } from './asset-store.ts';
import { download } from './download.ts';
import { unpack } from './unpack.ts';

export interface AssetLoader {
  /** Fetches everything that an inspector with this backend needs. */
  load(backend: BackendName): Promise<LoadedAssets>;
}

export interface LoadedAssets {
  readonly models: ModelSource;
  readonly images: Uint8Array<ArrayBuffer>;
  /** Fetches the decoder of HEIC and AVIF, which few photos need. */
  heif(): Promise<Uint8Array<ArrayBuffer>>;
  /** What computes on WebGPU; what computes elsewhere is part of the worker. */
  onnxruntime(): Promise<Uint8Array<ArrayBuffer>>;
}

export interface AssetLoaderOptions {
  /** The assets' folder, with a slash at its end. */
  readonly base: string;
  readonly cache: string | false;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** @throws {LivePhotoError} `model_missing` or `model_invalid` for a manifest that is not there or is none. */
export async function createAssetLoader(options: AssetLoaderOptions): Promise<AssetLoader> {
  const { base, cache, onProgress } = options;
  const store = await openAssetStore(cache, base);
  const manifest = await loadManifest(base, store);
  // What was loaded stays for a second call: another backend asks for the same models.
  const files = new Map<AssetFile, Promise<Uint8Array<ArrayBuffer>>>();
  const loaded = new Map<AssetFile, number>();

  const total = () => [...loaded.keys()].reduce((sum, { size }) => sum + size, 0);
  const report = (file: AssetFile, bytes: number) => {
    loaded.set(file, bytes);
    const sum = [...loaded.values()].reduce((all, part) => all + part, 0);
    onProgress({ loaded: sum, total: total(), file: file.file });
  };
  const get = (file: AssetFile) => {
    const known = files.get(file) ?? fetchFile(file, { base, store, cached: cache !== false, report });
    files.set(file, known);
    return known;
  };
  const getRuntime = async (name: RuntimeFileName) => {
    const file = runtimeFile(manifest, name);
    return unpack(await get(file), file, base);
  };

  return {
    async load(backend) {
      const needed: AssetFile[] = [
        runtimeFile(manifest, 'image-decoder'),
        ...(backend === 'webgpu' ? [runtimeFile(manifest, 'onnxruntime-webgpu')] : []),
        ...manifest.models,
        ...manifest.assets,
      ];
      for (const file of needed) if (!loaded.has(file)) loaded.set(file, 0);
      await Promise.all(needed.map(get));
      await store.prune([...manifest.runtime, ...manifest.models, ...manifest.assets]);
      return {
        images: await getRuntime('image-decoder'),
        heif: () => getRuntime('heif-decoder'),
        onnxruntime: () => getRuntime('onnxruntime-webgpu'),
        models: {
          manifest: async () => manifest,
          bytes: async (name) => {
            const entry = [...manifest.models, ...manifest.assets].find((file) => file.name === name);
            if (!entry) {
              throw new LivePhotoError(
                'model_missing',
                `The manifest at ${base} does not list '${name}': copy the assets again with 'livephoto-browser-assets'`,
              );
            }
            return get(entry);
          },
        },
      };
    },
  };
}

async function fetchFile(
  file: AssetFile,
  to: {
    base: string;
    store: AssetStore;
    cached: boolean;
    report: (file: AssetFile, bytes: number) => void;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const { base, store, cached, report } = to;
  const bytes = await store.alone(file, async () => {
    const kept = await store.get(file);
    if (kept) return kept;
    const fetched = await download({
      url: `${base}${file.file}`,
      expected: file,
      onBytes: (count) => report(file, count),
      partial: await store.partial(file),
      keepPartial: (partial) => store.putPartial(file, partial),
      // One copy on the disk is enough.
      httpCache: cached ? 'no-store' : 'default',
    });
    await store.put(file, fetched);
    return fetched;
  });
  report(file, file.size);
  return bytes;
}

function runtimeFile(manifest: AssetManifest, name: RuntimeFileName): AssetFile {
  const file = manifest.runtime.find((entry) => entry.name === name);
  if (file) return file;
  throw new LivePhotoError(
    'model_missing',
    `The assets' manifest does not list '${name}': copy the assets again with 'livephoto-browser-assets'`,
  );
}

/** Milliseconds that the server has for its manifest: where one is kept, and where there is none. */
const patience = { kept: 3000, none: 30_000 };

/** The server's, so that new models are noticed; the kept one where no server is reached. */
async function loadManifest(base: string, store: AssetStore): Promise<AssetManifest> {
  const url = `${base}manifest.json`;
  const kept = await store.manifest();
  let text: string;
  try {
    const signal = AbortSignal.timeout(kept === undefined ? patience.none : patience.kept);
    const response = await fetch(url, { cache: 'no-cache', signal });
    if (!response.ok) throw new Error(`It answered ${response.status} ${response.statusText}`.trimEnd());
    text = await response.text();
  } catch (cause) {
    if (kept !== undefined) return parseAssetManifest(kept, url);
    throw new LivePhotoError(
      'model_missing',
      `${url} cannot be read: copy livephoto's assets there with 'livephoto-browser-assets', or say where they are with the option 'assets'`,
      { cause },
    );
  }
  const manifest = parseAssetManifest(text, url);
  if (text !== kept) await store.putManifest(text);
  return manifest;
}
