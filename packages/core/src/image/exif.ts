/** Reads the one EXIF tag that changes pixels, the orientation, from bytes nobody vouches for. */
import type { ExifOrientation } from '../contract/image-info.ts';

const orientationTag = 0x0112;
const typeShort = 3;
const entryBytes = 12;

/**
 * Orientation of an EXIF block (TIFF header and first directory; what follows `Exif\0\0` in a JPEG, or the body of a PNG's
 * `eXIf` chunk), as browsers read it: of several tags the first that is one number of 16 bits from 1 to 8. Anything damaged,
 * absent or out of range is upright: a wrong tag must not refuse a photo.
 */
export function exifOrientation(tiff: Uint8Array): ExifOrientation {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (view.byteLength < 8) return 1;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const littleEndian = order === 0x4949;
  if (view.getUint16(2, littleEndian) !== 42) return 1;

  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > view.byteLength) return 1;
  const first = directory + 2;
  const fitting = Math.floor((view.byteLength - first) / entryBytes);
  const entries = Math.min(view.getUint16(directory, littleEndian), fitting);
  for (let index = 0; index < entries; index++) {
    const entry = first + index * entryBytes;
    if (view.getUint16(entry, littleEndian) !== orientationTag) continue;
    const isNumber =
      view.getUint16(entry + 2, littleEndian) === typeShort && view.getUint32(entry + 4, littleEndian) === 1;
    const value = view.getUint16(entry + 8, littleEndian);
    if (isNumber && value >= 1 && value <= 8) return value as ExifOrientation;
  }
  return 1;
}
