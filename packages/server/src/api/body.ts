/** Reads request bodies: never more bytes than allowed, whatever the headers say. */
import { LivePhotoError } from '@livephoto/core';
import type { z } from 'zod';
import { assertBounded, type BoundsWatch, type JsonBounds, watchBounds } from './json-bounds.ts';
import { wrongBody } from './wrong-body.ts';

export interface ReadLimits {
  /** Bytes. */
  readonly limit: number;
  /** Milliseconds for the whole body to arrive. */
  readonly timeLimit: number;
  /** Bytes a second that have to arrive, looked at every few seconds. @default 0 */
  readonly minRate?: number;
  /** Told of memory before it is used; what it throws ends the reading. */
  readonly take?: (bytes: number) => void;
  /** Shown every piece as it comes; what it throws ends the reading, and the rest is never held. */
  readonly watch?: BoundsWatch | undefined;
}

/** Milliseconds after which the rate is looked at, again and again: shorter pauses of a caller are nothing. */
const rateWindow = 5000;
/** Bytes of the first buffer; it grows with what arrives, not with what was announced. */
const firstBuffer = 64 * 1024;

/**
 * @throws {LivePhotoError} `payload_too_large`, from the header alone where it tells, else as soon as the limit is
 *   passed; `invalid_request` when the body breaks off, is too slow, or has not arrived in time; what `watch` throws.
 */
export async function readBytes(
  request: Request,
  { limit, timeLimit, minRate = 0, take = () => {}, watch = () => {} }: ReadLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN);
  if (declared > limit) throw tooLarge(limit);
  if (!request.body) return new Uint8Array(0);
  const most = Number.isSafeInteger(declared) ? declared : limit;
  let buffer = new Uint8Array(0);
  const grow = (needed: number) => {
    const size = Math.max(needed, Math.min(most, Math.max(firstBuffer, buffer.length * 2)));
    take(size - buffer.length);
    const grown = new Uint8Array(size);
    grown.set(buffer.subarray(0, length));
    buffer = grown;
  };
  let length = 0;
  let refused: unknown;
  /** What is left of it may be drained, so that the caller gets to read the answer. */
  const refuse = (error: unknown): never => {
    reader.releaseLock();
    refused = error;
    throw error;
  };
  const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rateTimer: ReturnType<typeof setInterval> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new LivePhotoError('invalid_request', 'The request took too long to arrive'));
    }, timeLimit);
    let before = 0;
    rateTimer = setInterval(() => {
      if (length - before < (minRate * rateWindow) / 1000) {
        reject(
          new LivePhotoError(
            'invalid_request',
            `The request arrives too slowly: at least ${minRate} bytes a second are needed`,
          ),
        );
      }
      before = length;
    }, rateWindow);
  });
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) break;
      if (length + value.length > limit) refuse(tooLarge(limit));
      try {
        watch(value);
      } catch (error) {
        refuse(error);
      }
      if (length + value.length > buffer.length) grow(length + value.length);
      buffer.set(value, length);
      length += value.length;
    }
  } catch (error) {
    if (!(error instanceof LivePhotoError)) {
      throw new LivePhotoError('invalid_request', 'The request body broke off', { cause: error });
    }
    if (error !== refused) reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
    clearInterval(rateTimer);
  }
  return buffer.subarray(0, length);
}

/** What the JSON of any request may be. */
const jsonBounds: JsonBounds = { depth: 16, values: 2000 };

/** Looks at JSON while it arrives. */
export function watchJson(): BoundsWatch {
  return watchBounds(jsonBounds);
}

/**
 * The JSON of a form's part.
 * @throws {LivePhotoError} `invalid_request` for what is not JSON in UTF-8, and for what is nested too deep or too much.
 */
export function parsePart(bytes: Uint8Array, part: string): unknown {
  assertBounded(bytes, jsonBounds, part);
  return parse(bytes, part);
}

/** The JSON of a body that was watched as it came. @throws {LivePhotoError} `invalid_request` for what is not JSON in UTF-8. */
export function parseWatched(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw wrongBody('is empty');
  return parse(bytes);
}

function parse(bytes: Uint8Array, part?: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw wrongBody('is not valid JSON', part, { cause });
  }
  assertFinite(value, part === undefined ? [] : [part]);
  return value;
}

/** @throws {LivePhotoError} `invalid_request` naming a number that is too large to be given back. */
function assertFinite(value: unknown, path: readonly string[]): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw wrongBody('is too large a number', path.length > 0 ? path.join('.') : undefined);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) assertFinite(inner, [...path, name]);
}

/**
 * @param part the form's part that the value came in, where it was not the whole body.
 * @throws {LivePhotoError} `invalid_request` naming the first field that is wrong.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part?: string,
): z.output<Schema> {
  const result = schema.safeParse(value, { error: ownWords });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [...(part === undefined ? [] : [part]), ...(issue?.path.map(String) ?? [])];
  throw wrongBody(issue?.message ?? 'is invalid', path.length > 0 ? path.join('.') : undefined);
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'an object',
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
};

/** What is said where a schema has no words of its own. */
const ownWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') {
    return `must not have a field '${issue.keys[0]?.slice(0, 100)}'`;
  }
  if (issue.code !== 'invalid_type') return undefined;
  if (!issue.path?.length) return 'must be a JSON object';
  return issue.input === undefined
    ? 'is required'
    : `must be ${kinds[issue.expected] ?? `a ${issue.expected}`}`;
};

function tooLarge(limit: number): LivePhotoError {
  return new LivePhotoError('payload_too_large', `The request body is larger than ${limit} bytes`);
}
