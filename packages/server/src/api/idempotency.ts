/** `Idempotency-Key`: what was asked for once, and answered, is not done again. */
import { LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import { sha256, toHex } from '../encoding.ts';
import type { IdempotencyEntry } from '../store/live-photo-store.ts';
import type { ApiEnv } from './context.ts';

/** @throws {LivePhotoError} `invalid_request` for a key that is none. */
export function idempotencyKey(c: Context<ApiEnv>): string | undefined {
  const key = c.req.header('Idempotency-Key');
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new LivePhotoError('invalid_request', 'Idempotency-Key: 1 to 255 visible ASCII characters', {
    param: 'Idempotency-Key',
  });
}

/**
 * @param what was asked: the same text for the same request.
 * @returns undefined when the request has no key. @throws {LivePhotoError} `invalid_request` for a key that is none.
 */
export async function readIdempotency(
  c: Context<ApiEnv>,
  what: () => string | Promise<string>,
): Promise<IdempotencyEntry | undefined> {
  const key = idempotencyKey(c);
  if (key === undefined) return undefined;
  return { keyId: c.get('key').id, key, fingerprint: toHex(await sha256(await what())) };
}

/** @throws {LivePhotoError} `invalid_request` when the key was used with another request: `what`, such as `upload`. */
export function assertSameRequest(
  earlier: string | undefined,
  { fingerprint }: Pick<IdempotencyEntry, 'fingerprint'>,
  what: string,
): void {
  if (earlier === undefined || earlier === fingerprint) return;
  throw new LivePhotoError('invalid_request', `The Idempotency-Key was used for another ${what}`, {
    param: 'Idempotency-Key',
  });
}
