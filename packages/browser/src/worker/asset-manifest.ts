/** What lies beside the worker, and how each file is known to be the right one. */
import { LivePhotoError } from '@livephoto/core';
import type { AssetEntry, ModelEntry, ModelManifest } from '@livephoto/models';

export type RuntimeFileName = 'image-decoder' | 'heif-decoder' | 'onnxruntime-webgpu';

/** A WebAssembly file of a library. */
export interface RuntimeFile {
  readonly name: RuntimeFileName;
  /** File name beside the manifest. */
  readonly file: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** How the file is packed; its hash and size are those of the packed file. Absent where it is not. */
  readonly encoding?: 'gzip';
}

/** `manifest.json` in the assets folder: that of the models, and the libraries' files. */
export interface AssetManifest extends ModelManifest {
  readonly runtime: readonly RuntimeFile[];
}

export type AssetFile = Pick<ModelEntry | AssetEntry | RuntimeFile, 'file' | 'sha256' | 'size'>;

/** @throws {LivePhotoError} `model_invalid`, naming `url`, when the text is no manifest of this version. */
export function parseAssetManifest(text: string, url: string): AssetManifest {
  let cause: unknown;
  try {
    const manifest = JSON.parse(text) as AssetManifest | null;
    const { version, models, assets, runtime } = manifest ?? {};
    if (version === 1 && Array.isArray(models) && Array.isArray(assets) && Array.isArray(runtime)) {
      return manifest!;
    }
  } catch (error) {
    cause = error;
  }
  throw new LivePhotoError(
    'model_invalid',
    `${url} is not the manifest of livephoto's assets: copy them again with 'livephoto-browser-assets'`,
    { cause },
  );
}
