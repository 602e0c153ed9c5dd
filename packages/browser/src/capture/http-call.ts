/** One request to the API. */
import { CaptureError } from './capture-error.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Blob | FormData;
  /** Told the share 0..1 of the body that was sent. */
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Of JSON; null for what is none. */
  readonly body: unknown;
}

/**
 * By XMLHttpRequest: `fetch` tells nothing of how much was sent.
 * @throws {CaptureError} `upload_failed` when the server is not reached; the signal's reason.
 */
export async function call({
  method,
  url,
  headers,
  body,
  onProgress,
  signal,
}: HttpCall): Promise<HttpAnswer> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const settle = (then: () => void) => () => {
      signal?.removeEventListener('abort', onAbort);
      then();
    };
    const onAbort = () => {
      request.abort();
      reject(signal?.reason);
    };
    request.open(method, url);
    request.responseType = 'json';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    // A listener there asks the server first, which it need not where nothing is told.
    if (onProgress) {
      request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
    }
    request.addEventListener(
      'load',
      settle(() => resolve({ status: request.status, body: request.response })),
    );
    request.addEventListener(
      'error',
      settle(() => reject(new CaptureError('upload_failed', 'The server could not be reached'))),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    request.send(body ?? null);
  });
}
