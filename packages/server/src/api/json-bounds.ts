/** Bounds what JSON may be before it is parsed: nesting and members make a parser slow, and its answer large. */
import { wrongBody } from './wrong-body.ts';

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

/** Told of a body's bytes, in order and in pieces of any size. @throws {LivePhotoError} as soon as a bound is passed. */
export type BoundsWatch = (piece: Uint8Array) => void;

/**
 * Walks over the bytes once, past strings without looking at them, so that 8 MB of base64 cost some milliseconds.
 * What is no JSON at all is left to the parser.
 * @param part the form's part that is looked at, where it is not the whole body.
 */
export function watchBounds({ depth, values }: JsonBounds, part?: string): BoundsWatch {
  let level = 0;
  let separators = 0;
  let inString = false;
  /** The piece before ended in a string, with a backslash that the next byte belongs to. */
  let escaped = false;
  const skipString = (piece: Uint8Array, from: number) => {
    const start = escaped ? from + 1 : from;
    const end = endOfString(piece, start);
    inString = end < 0;
    escaped = inString && backslashesBefore(piece, piece.length, start) % 2 === 1;
    return inString ? piece.length : end;
  };
  return (piece) => {
    let i = inString && piece.length > 0 ? skipString(piece, 0) + 1 : 0;
    for (; i < piece.length; i++) {
      const byte = piece[i]!;
      if (byte === quote) {
        i = skipString(piece, i + 1);
      } else if (byte === openBrace || byte === openBracket) {
        level += 1;
        separators += 1;
        if (level > depth) {
          throw wrongBody(`is nested deeper than ${depth} levels`, part);
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        level -= 1;
      } else if (byte === comma) {
        separators += 1;
      }
      if (separators > values) {
        throw wrongBody(`has more than ${values} values`, part);
      }
    }
  };
}

/** The same of a body that is here already. @throws {LivePhotoError} `invalid_request` as soon as a bound is passed. */
export function assertBounded(bytes: Uint8Array, bounds: JsonBounds, part?: string): void {
  watchBounds(bounds, part)(bytes);
}

/** @param start behind the opening quote. @returns where the closing one is; -1 when there is none. */
function endOfString(bytes: Uint8Array, start: number): number {
  let end = bytes.indexOf(quote, start);
  while (end >= 0 && backslashesBefore(bytes, end, start) % 2 === 1) end = bytes.indexOf(quote, end + 1);
  return end;
}

function backslashesBefore(bytes: Uint8Array, end: number, start: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === backslash) at -= 1;
  return end - at;
}
