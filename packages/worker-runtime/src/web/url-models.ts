/** Models fetched from the folder that `pnpm models build` fills, wherever it is served. */
import type { ModelSource } from '@livephoto/core';
import { createFolderModelSource } from '../model-folder.ts';
import { fetchBytes } from './fetch-bytes.ts';

/**
 * @param folder URL of the folder that holds `manifest.json` and the files that it names; `file:` where the runtime
 *   fetches files (Bun, Deno).
 * @throws {LivePhotoError} from both methods: `model_missing` when nothing is there, `model_invalid` when the manifest
 *   is damaged.
 */
export function createUrlModelSource(folder: string | URL): ModelSource {
  // A path on a page's own site is whole only with the page's URL; Bun and Deno have none, and no use for it.
  const base = new URL(String(folder).replace(/\/?$/, '/'), globalThis.location?.href).href;
  const locate = (file: string) => new URL(file, base).href;
  return createFolderModelSource({ name: base, locate, read: (file) => fetchBytes(locate(file)) });
}
