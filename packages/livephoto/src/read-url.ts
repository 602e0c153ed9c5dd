/** A photo from an address: what it says of its size is checked first, and what comes is counted. */
import { LivePhotoError, throwIfAborted } from '@livephoto/core';
import { collect, tooLarge } from './collect.ts';
import type { ReadLimits } from './photo-input.ts';

/** Milliseconds after which a server that does not finish is given up. */
const patience = 30_000;

/**
 * @throws {LivePhotoError} `resource_not_found` for 404 and 410; `invalid_request` for other refusals and other kinds of URL;
 *   `service_unavailable` for a server that fails, is not reached, or takes longer than 30 seconds.
 */
export async function readUrl(url: URL, { maxBytes, signal }: ReadLimits): Promise<Uint8Array> {
  if (!['http:', 'https:', 'data:'].includes(url.protocol)) {
    throw refused(`Photos are read from http:, https:, data: and file: URLs, not from ${url.protocol}`);
  }
  const late = AbortSignal.timeout(patience);
  const stop = signal === undefined ? late : AbortSignal.any([signal, late]);
  try {
    const response = await fetch(url, { signal: stop });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw statusError(url, response.status);
    }
    const size = Number(response.headers.get('content-length') ?? 0);
    if (size > maxBytes) {
      await response.body.cancel();
      throw tooLarge(maxBytes, size);
    }
    return await collect(response.body, { maxBytes, signal: stop });
  } catch (error) {
    throwIfAborted(signal);
    if (late.aborted) throw away(url, `did not finish in ${patience / 1000} seconds`, error);
    if (error instanceof LivePhotoError) throw error;
    throw away(url, 'cannot be reached', error);
  }
}

function statusError(url: URL, status: number): LivePhotoError {
  if (status === 404 || status === 410) {
    return new LivePhotoError('resource_not_found', `There is nothing at ${nameOf(url)} (${status})`, {
      param: 'photo',
    });
  }
  return status >= 500
    ? away(url, `answered ${status}`)
    : refused(`${nameOf(url)} gives no photo: it answered ${status}`);
}

function away(url: URL, how: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('service_unavailable', `${nameOf(url)} ${how}`, { param: 'photo', cause });
}

/** Without what may be secret in it. */
function nameOf({ protocol, host, pathname }: URL): string {
  return protocol === 'data:' ? 'The data: URL' : `${protocol}//${host}${pathname}`.slice(0, 200);
}

function refused(message: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'photo' });
}
