/** A JPEG up to the end of its picture, without a colour profile that is not applied. */
import { hasAscii } from './foreign-formats.ts';
import {
  APP2,
  EOI,
  isStandalone,
  nextMarker,
  profileMagic,
  readJpegHeader,
  SOI,
  SOS,
} from './jpeg-header.ts';
import { type Part, withParts } from './kept-parts.ts';

const endOfImage = Uint8Array.of(0xff, EOI);

/** @throws {LivePhotoError} as reading its header does. */
export function keptJpeg(bytes: Uint8Array): Uint8Array {
  const { components, colorSpace } = readJpegHeader(bytes, { countScans: false });
  const dropsProfile = components !== 3 || colorSpace === 'other';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Part[] = [];
  let from = 0;
  let inPicture = false;
  let at = 2;
  for (;;) {
    const found = nextMarker(bytes, at);
    // No end is written: whatever follows the picture cannot be told from it.
    if (found === undefined) return withParts(bytes, [...parts, [from, bytes.length]]);
    const { marker, body } = found;
    if (marker === EOI) return withParts(bytes, [...parts, [from, body]]);
    // A second picture begins where the end of the first should stand.
    if (marker === SOI && inPicture) return withParts(bytes, [...parts, [from, body - 2]], endOfImage);
    if (isStandalone(marker)) {
      at = body;
      continue;
    }
    const end = body + 2 > bytes.length ? bytes.length : body + Math.max(2, view.getUint16(body));
    if (marker === SOS) inPicture = true;
    if (dropsProfile && marker === APP2 && hasAscii(bytes, body + 2, profileMagic)) {
      parts.push([from, body - 2]);
      from = Math.min(end, bytes.length);
    }
    at = end;
  }
}
