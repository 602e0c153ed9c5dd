/** Counts the parts of a multipart body before it is taken apart: thousands of empty ones cost a parser dearly. */
import { LivePhotoError } from '@livephoto/core';

/** Fields that a form may have unless more are allowed: the documented ones, and some that a page adds. */
const usualParts = 16;

const dash = 0x2d;

/**
 * @param contentType the header, with its boundary.
 * @throws {LivePhotoError} `invalid_request` for a header without a boundary, and for more parts than may be.
 */
export function assertFewParts(bytes: Uint8Array, contentType: string, maxParts = usualParts): void {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (!name) {
    throw new LivePhotoError('invalid_request', 'The multipart body needs a boundary in its Content-Type');
  }
  const mark = new TextEncoder().encode(`--${name}`);
  let parts = 0;
  for (let at = bytes.indexOf(dash); at >= 0; at = bytes.indexOf(dash, at + 1)) {
    if (!startsAt(bytes, at, mark)) continue;
    parts += 1;
    // The closing mark is no part.
    if (parts > maxParts + 1) {
      throw new LivePhotoError('invalid_request', `The form has more than ${maxParts} fields`);
    }
    at += mark.length - 1;
  }
}

function startsAt(bytes: Uint8Array, at: number, mark: Uint8Array): boolean {
  for (let i = 0; i < mark.length; i++) if (bytes[at + i] !== mark[i]) return false;
  return true;
}
