/** Reads request bodies: never more bytes than allowed, whatever the headers say. */
import { LivePhotoError } from '@livephoto/core';
import type { z } from 'zod';

/**
 * @throws {LivePhotoError} `payload_too_large`, from the header alone where it tells, else as soon as the limit is
 *   passed; `invalid_request` when the body breaks off, or has not arrived after `timeLimit` milliseconds.
 */
export async function readBytes(
  request: Request,
  limit: number,
  timeLimit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN);
  if (declared > limit) throw tooLarge(limit);
  if (!request.body) return new Uint8Array(0);
  // Bytes are copied once, into a buffer of the right size where the size is told.
  let buffer = new Uint8Array(Number.isSafeInteger(declared) ? declared : Math.min(limit, 64 * 1024));
  let length = 0;
  const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new LivePhotoError('invalid_request', 'The request took too long to arrive'));
    }, timeLimit);
  });
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) break;
      if (length + value.length > limit) {
        throw tooLarge(limit);
      }
      if (length + value.length > buffer.length) {
        const grown = new Uint8Array(Math.min(limit, Math.max(buffer.length * 2, length + value.length)));
        grown.set(buffer.subarray(0, length));
        buffer = grown;
      }
      buffer.set(value, length);
      length += value.length;
    }
  } catch (error) {
    if (!(error instanceof LivePhotoError)) {
      throw new LivePhotoError('invalid_request', 'The request body broke off', { cause: error });
    }
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return buffer.subarray(0, length);
}

/** @throws {LivePhotoError} `invalid_request` for what is not JSON in UTF-8. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new LivePhotoError('invalid_request', 'The request body is empty');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new LivePhotoError('invalid_request', 'The request body is not valid JSON', { cause: error });
  }
}

/** @throws {LivePhotoError} `invalid_request` naming the first field that is wrong. */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const param = issue?.path.map(String).join('.');
  const message = issue?.message ?? 'The request is invalid';
  throw new LivePhotoError('invalid_request', param ? `${param}: ${message}` : message, {
    ...(param ? { param } : {}),
  });
}

/** Depth of nesting, found without recursion; stops counting at `limit`. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}

function tooLarge(limit: number): LivePhotoError {
  return new LivePhotoError('payload_too_large', `The request body is larger than ${limit} bytes`);
}
