/** Bounds what JSON may be before it is parsed: nesting and members make a parser slow, and its answer large. */
import { LivePhotoError } from '@livephoto/core';

export interface JsonBounds {
  /** Levels of nesting. */
  readonly depth: number;
  /** Values, however deep: members of objects and of arrays. */
  readonly values: number;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const [openBrace, closeBrace] = [0x7b, 0x7d];
const [openBracket, closeBracket] = [0x5b, 0x5d];

/**
 * Walks over the bytes once, past strings without looking at them, so that 8 MB of base64 cost some milliseconds.
 * What is no JSON at all is left to the parser.
 * @throws {LivePhotoError} `invalid_request` as soon as a bound is passed.
 */
export function assertBounded(bytes: Uint8Array, { depth, values }: JsonBounds): void {
  let level = 0;
  let separators = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === quote) {
      i = endOfString(bytes, i);
      if (i < 0) return;
    } else if (byte === openBrace || byte === openBracket) {
      level += 1;
      separators += 1;
      if (level > depth) {
        throw new LivePhotoError('invalid_request', `The request body is nested deeper than ${depth} levels`);
      }
    } else if (byte === closeBrace || byte === closeBracket) {
      level -= 1;
    } else if (byte === comma) {
      separators += 1;
    }
    if (separators > values) {
      throw new LivePhotoError('invalid_request', `The request body has more than ${values} values`);
    }
  }
}

/** @param start where the opening quote is. @returns where the closing one is; -1 when there is none. */
function endOfString(bytes: Uint8Array, start: number): number {
  let end = bytes.indexOf(quote, start + 1);
  while (end >= 0) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
    end = bytes.indexOf(quote, end + 1);
  }
  return -1;
}
