/** Builds and takes apart JPEGs at the level of markers, for tests only. */
import { join } from './png-writer.ts';

/** A segment with its marker and length. */
export function jpegSegment(marker: number, body: Uint8Array | readonly number[]): Uint8Array {
  const length = body.length + 2;
  return join([Uint8Array.of(0xff, marker, length >> 8, length & 255), Uint8Array.from(body)]);
}

/** `jpeg` with `segment` as its first one. */
export function withSegment(jpeg: Uint8Array, segment: Uint8Array): Uint8Array {
  return join([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

/** `jpeg` with an EXIF segment that holds `tiff`. */
export function withExif(jpeg: Uint8Array, tiff: Uint8Array): Uint8Array {
  return withSegment(jpeg, jpegSegment(0xe1, [...ascii('Exif\0\0'), ...tiff]));
}

/** An EXIF block of one entry, the orientation. */
export function exifBlock(orientation: number, littleEndian = true): Uint8Array {
  const block = new Uint8Array(26);
  const view = new DataView(block.buffer);
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  view.setUint16(8, 1, littleEndian);
  view.setUint16(10, 0x0112, littleEndian);
  view.setUint16(12, 3, littleEndian);
  view.setUint32(14, 1, littleEndian);
  view.setUint16(18, orientation, littleEndian);
  return block;
}

/** A 4:2:0 JPEG of one mid grey, of any size: twelve bits for every 16 by 16 pixels. */
export function greyJpeg(width: number, height: number): Uint8Array {
  const units = Math.ceil(width / 16) * Math.ceil(height / 16);
  const frame = [
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    3,
    1,
    0x22,
    0,
    2,
    0x11,
    0,
    3,
    0x11,
    0,
  ];
  // The only code of each table is the bit 0: "no difference" and "end of block", two bits for each of six blocks.
  const oneCode = (table: number) => [table, 1, ...new Array(15).fill(0), 0];
  return join([
    Uint8Array.of(0xff, 0xd8),
    jpegSegment(0xdb, [0, ...new Array(64).fill(1)]),
    jpegSegment(0xc0, frame),
    jpegSegment(0xc4, oneCode(0x00)),
    jpegSegment(0xc4, oneCode(0x10)),
    jpegSegment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    new Uint8Array(Math.ceil((units * 12) / 8)),
    Uint8Array.of(0xff, 0xd9),
  ]);
}

/** Where the last segment with `marker` begins; -1 when there is none. */
export function segmentStart(jpeg: Uint8Array, marker: number): number {
  for (let at = jpeg.length - 2; at >= 0; at--) {
    if (jpeg[at] === 0xff && jpeg[at + 1] === marker) return at;
  }
  return -1;
}

export function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
