/** What `livephoto` is in pages and on Cloudflare Workers, where other packages do its work: a sentence that names them. */
import { LivePhotoError, parsePolicy } from '@livephoto/core';

export { LivePhotoError, parsePolicy };

/** @throws {LivePhotoError} `unsupported_runtime`, always. */
export async function createInspector(): Promise<never> {
  throw new LivePhotoError(
    'unsupported_runtime',
    "'livephoto' is for Node, Bun and Deno: in a page use '@livephoto/browser', on Cloudflare Workers '@livephoto/server'",
  );
}
