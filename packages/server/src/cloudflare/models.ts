/** Where a Worker has its models from: data modules that were uploaded with it, or a bucket of R2. */
import { LivePhotoError, type ModelSource } from '@livephoto/core';
import type { AssetName, ModelManifest, ModelName } from '@livephoto/models';

export interface ModelFiles {
  readonly manifest: ModelManifest;
  readonly bytes: Readonly<Record<ModelName | AssetName, Uint8Array>>;
}

/** What is used of a bucket with models; any `R2Bucket` is one. */
export interface ModelBucket {
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
}

export function fromBundle({ manifest, bytes }: ModelFiles): ModelSource {
  return {
    manifest: async () => manifest,
    bytes: async (name) => bytes[name],
  };
}

/** Objects named as the files of `packages/models/dist`: `manifest.json`, and what it lists. */
export function fromBucket(bucket: ModelBucket): ModelSource {
  const read = async (file: string): Promise<Uint8Array> => {
    const object = await bucket.get(file);
    if (!object) {
      throw new LivePhotoError(
        'model_missing',
        `The bucket of the binding MODELS has no object ${file}: put the files of packages/models/dist there`,
      );
    }
    return new Uint8Array(await object.arrayBuffer());
  };
  const readManifest = async () => parseManifest(await read('manifest.json'));
  return {
    manifest: readManifest,
    async bytes(name) {
      const { models, assets } = await readManifest();
      const entry = [...models, ...assets].find((file) => file.name === name);
      if (!entry) throw new LivePhotoError('model_missing', `The manifest in MODELS does not list '${name}'`);
      return read(entry.file);
    },
  };
}

function parseManifest(bytes: Uint8Array): ModelManifest {
  let cause: unknown;
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as ModelManifest | null;
    if (manifest?.version === 1 && Array.isArray(manifest.models) && Array.isArray(manifest.assets)) {
      return manifest;
    }
  } catch (error) {
    cause = error;
  }
  throw new LivePhotoError(
    'model_invalid',
    'manifest.json in the bucket of the binding MODELS is damaged: put the file of packages/models/dist there again',
    { cause },
  );
}
