/** The bytes behind a URL, or a typed error that says what is missing where. */
import { LivePhotoError } from '@livephoto/core';

/** @throws {LivePhotoError} `model_missing`, naming the URL. */
export async function fetchBytes(url: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new LivePhotoError('model_missing', `${url} cannot be fetched: is it served there?`, { cause });
  }
  if (!response.ok) {
    throw new LivePhotoError('model_missing', `${url} answers ${response.status}: is it served there?`);
  }
  // A server that answers every path with its page hides what is missing.
  if (response.headers.get('content-type')?.includes('text/html')) {
    throw new LivePhotoError('model_missing', `${url} answers a page, not a file: is it served there?`);
  }
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new LivePhotoError('model_missing', `${url} broke off while it was fetched`, { cause });
  }
}
