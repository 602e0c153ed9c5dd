/** Fetches one photo from an address of the web, never more of it than may be inspected. */
import { LivePhotoError } from '@livephoto/core';
import { tooLarge } from './photo-size.ts';

/** Milliseconds for the whole answer. */
const timeLimit = 30_000;

export function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Parameters of an address that give away what it shows. */
const secret = /sig|token|key|secret|passw|credential|auth/i;

/** The address as it may be shown: signatures and passwords stay out of tables, logs and reports. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  for (const name of url.searchParams.keys()) if (secret.test(name)) url.searchParams.set(name, '…');
  if (url.password !== '') url.password = '…';
  return url.href.replaceAll('%E2%80%A6', '…');
}

/**
 * @param signal ends it.
 * @throws {LivePhotoError} `invalid_request` for what is no address, `resource_not_found`, `forbidden`, `payload_too_large`,
 *   `service_unavailable` for everything that may be better later.
 */
export async function fetchPhoto(
  address: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const url = parse(address);
  const limit = AbortSignal.timeout(timeLimit);
  try {
    const response = await fetch(url, {
      headers: { Accept: 'image/*' },
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw refused(response.status);
    }
    const declared = Number(response.headers.get('content-length') ?? Number.NaN);
    // The length of a compressed body is not that of the photo.
    if (declared > maxBytes && !response.headers.has('content-encoding')) {
      await response.body?.cancel();
      throw tooLarge(maxBytes, declared);
    }
    return await collect(response.body, maxBytes);
  } catch (error) {
    if (error instanceof LivePhotoError) throw error;
    if (signal?.aborted) {
      throw new LivePhotoError('inspection_aborted', 'The fetching was stopped', { cause: error });
    }
    if (limit.aborted) {
      throw unavailable(`The address did not answer in full within ${timeLimit / 1000} s`, error);
    }
    const code = (error as { cause?: { code?: string } }).cause?.code;
    throw unavailable(`The address cannot be reached${code ? ` (${code})` : ''}`, error);
  }
}

function parse(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && url.username === '' && url.password === '') return url;
  throw new LivePhotoError(
    'invalid_request',
    url ? 'An address may not hold a name and password' : 'This is no address of the web',
    { param: 'FILE' },
  );
}

async function collect(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function refused(status: number): LivePhotoError {
  const param = { param: 'FILE' };
  if (status === 404 || status === 410) {
    return new LivePhotoError('resource_not_found', `There is nothing at this address (${status})`, param);
  }
  if (status === 401 || status === 403) {
    return new LivePhotoError('forbidden', `The address does not give the photo away (${status})`, param);
  }
  return new LivePhotoError('service_unavailable', `The address answered ${status}: try again later`, param);
}

function unavailable(message: string, cause: unknown): LivePhotoError {
  return new LivePhotoError('service_unavailable', message, { param: 'FILE', cause });
}
