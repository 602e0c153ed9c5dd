import { describe, expect, it } from 'vitest';
import { exifOrientation } from './exif.ts';
import { exifBlock } from './testing/jpeg-writer.ts';

describe('exifOrientation', () => {
  for (const littleEndian of [true, false]) {
    it(`reads 1 to 8, ${littleEndian ? 'little' : 'big'} endian`, () => {
      for (let value = 1; value <= 8; value++) {
        expect(exifOrientation(exifBlock(value, littleEndian))).toBe(value);
      }
    });
  }

  it('is upright for a tag that is not one number of 16 bits, as in browsers', () => {
    for (const [at, value] of [
      [12, 4],
      [12, 1],
      [14, 2],
    ] as const) {
      const block = exifBlock(6);
      block[at] = value;
      expect(exifOrientation(block)).toBe(1);
    }
  });

  it('takes the first tag that is valid, wherever it stands', () => {
    const pair = (first: number, second: number) => {
      const block = new Uint8Array(38);
      block.set(exifBlock(first));
      block[8] = 2;
      block.set(exifBlock(second).subarray(10, 22), 22);
      return exifOrientation(block);
    };
    expect([pair(6, 3), pair(3, 6), pair(9, 6), pair(0, 0)]).toEqual([6, 3, 6, 1]);
  });

  it('is upright for values outside 1 to 8', () => {
    for (const value of [0, 9, 255, 65_535]) expect(exifOrientation(exifBlock(value))).toBe(1);
  });

  it('is upright for directories that point outside, into the header, or promise more entries than there are', () => {
    for (const offset of [0xffffffff, 0x7fffffff, 25, 26, 0, 4]) {
      const block = exifBlock(6);
      new DataView(block.buffer).setUint32(4, offset, true);
      expect(exifOrientation(block)).toBe(1);
    }
    const greedy = exifBlock(6);
    new DataView(greedy.buffer).setUint16(8, 65_535, true);
    expect(exifOrientation(greedy)).toBe(6);
    new DataView(greedy.buffer).setUint16(10, 0x0100, true);
    expect(exifOrientation(greedy)).toBe(1);
  });

  it('is upright for every cut and for another byte order', () => {
    const block = exifBlock(8);
    for (let length = 0; length < 22; length++) expect(exifOrientation(block.subarray(0, length))).toBe(1);
    block[0] = 0;
    expect(exifOrientation(block)).toBe(1);
  });

  it('reads views that do not begin at the start of their buffer', () => {
    const buffer = new Uint8Array(100);
    buffer.set(exifBlock(5), 37);
    expect(exifOrientation(buffer.subarray(37, 63))).toBe(5);
  });
});
