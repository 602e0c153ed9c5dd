import { describe, expect, it } from 'vitest';
import { LivePhotoError } from '../contract/errors.ts';
import { defaultImageLimits, type ImageLimits, sniffImage } from './sniff.ts';
import { cmykJpeg, gradientJpeg, greyJpeg as greyFixture, progressiveJpeg } from './testing/jpeg-fixtures.ts';
import {
  ascii,
  exifBlock,
  greyJpeg,
  jpegSegment,
  segmentStart,
  withExif,
  withSegment,
} from './testing/jpeg-writer.ts';
import { assemblePng, join, pngChunk, writePng } from './testing/png-writer.ts';

function refusal(bytes: Uint8Array, limits?: ImageLimits): LivePhotoError {
  try {
    sniffImage(bytes, limits);
  } catch (error) {
    if (error instanceof LivePhotoError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const png = writePng({ width: 80, height: 70, depth: 8, color: 2, pixel: (x, y) => [x, y, 0] });
const text = (value: string) => new TextEncoder().encode(value);
const padded = (...start: number[]) => Uint8Array.from([...start, ...new Array(600).fill(0xee)]);
const ftyp = (...brands: string[]) =>
  join([
    Uint8Array.of(0, 0, 0, 8 + 4 * (brands.length + 1)),
    Uint8Array.from([...ascii('ftyp'), ...ascii(brands[0]!), 0, 0, 0, 0, ...brands.slice(1).flatMap(ascii)]),
    new Uint8Array(500),
  ]);

describe('sniffImage', () => {
  it('reads baseline, progressive, grey and CMYK JPEGs', () => {
    expect(sniffImage(gradientJpeg)).toEqual({
      contentType: 'image/jpeg',
      size: gradientJpeg.length,
      storedWidth: 160,
      quantiser: 34.546875,
      storedHeight: 120,
      colorSpace: 'srgb',
      orientation: 1,
      width: 160,
      height: 120,
    });
    for (const jpeg of [progressiveJpeg, greyFixture, cmykJpeg]) {
      expect(sniffImage(jpeg)).toMatchObject({ contentType: 'image/jpeg', width: 96, height: 64 });
    }
  });

  it('reads a PNG, and views that do not begin at the start of their buffer', () => {
    const buffer = new Uint8Array(png.length + 91);
    buffer.set(png, 57);
    const expected = { contentType: 'image/png', size: png.length, width: 80, height: 70, orientation: 1 };
    expect(sniffImage(png)).toMatchObject(expected);
    expect(sniffImage(buffer.subarray(57, 57 + png.length))).toMatchObject(expected);
    expect(sniffImage(Buffer.from(png))).toMatchObject(expected);
  });

  it('swaps the sides of orientations 5 to 8, of JPEG and PNG', () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const swapped = orientation >= 5;
      expect(sniffImage(withExif(gradientJpeg, exifBlock(orientation, orientation % 2 === 0)))).toMatchObject(
        {
          orientation,
          storedWidth: 160,
          width: swapped ? 120 : 160,
          height: swapped ? 160 : 120,
        },
      );
      const oriented = join([
        png.subarray(0, 33),
        pngChunk('eXIf', exifBlock(orientation)),
        png.subarray(33),
      ]);
      expect(sniffImage(oriented)).toMatchObject({ orientation, width: swapped ? 70 : 80 });
    }
  });

  it('takes the orientation of the first EXIF block that holds anything, of JPEG and PNG', () => {
    const empty = jpegSegment(0xe1, ascii('Exif\0\0'));
    const turned = withSegment(withExif(withExif(gradientJpeg, exifBlock(3)), exifBlock(6)), empty);
    expect(sniffImage(turned).orientation).toBe(6);
    const blocks = [new Uint8Array(0), exifBlock(6), exifBlock(3)].map((block) => pngChunk('eXIf', block));
    expect(sniffImage(join([png.subarray(0, 33), ...blocks, png.subarray(33)])).orientation).toBe(6);
  });

  it('steps over other segments, XMP among them, fill bytes and stray bytes', () => {
    const xmp = jpegSegment(0xe1, ascii('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>'));
    const oriented = withSegment(withExif(gradientJpeg, exifBlock(3)), xmp);
    expect(sniffImage(oriented).orientation).toBe(3);
    expect(sniffImage(withSegment(oriented, Uint8Array.of(0xff, 0xff, 0xff))).orientation).toBe(3);
    expect(
      sniffImage(join([oriented.subarray(0, 2), xmp, Uint8Array.of(9, 9), oriented.subarray(2)])).width,
    ).toBe(160);
  });

  const foreign: [string, Uint8Array][] = [
    ['MP4', ftyp('isom', 'mp42')],
    ['GIF', padded(...ascii('GIF89a'))],
    ['TIFF', padded(...ascii('II*\0'))],
    ['TIFF', padded(...ascii('MM\0*'))],
    ['BMP', padded(...ascii('BM'))],
    ['PDF', padded(...ascii('%PDF-1.7'))],
    ['JPEG XL', padded(0xff, 0x0a)],
    ['JPEG 2000', padded(...ascii('\0\0\0\x0cjP  '))],
    ['ZIP', padded(...ascii('PK\x03\x04'))],
    ['SVG', text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['text', text('Hello, I am a photo. '.repeat(99))],
    ['text', text('é'.repeat(400).slice(1))],
    ['text', Uint8Array.of(0xff, 0xfe, 0x41, 0)],
    ['unknown', padded(1, 2, 3)],
    ['unknown', Uint8Array.of(0xff)],
    ['unknown', Uint8Array.of(0x89)],
  ];
  for (const [name, bytes] of foreign) {
    it(`refuses ${name} by name (${bytes.length} bytes) with a way out`, () => {
      const error = refusal(bytes);
      expect(error).toMatchObject({ type: 'invalid_request', param: 'data' });
      expect(error.message).toContain(name);
      expect(error.message).toContain('send a JPG, PNG or WebP');
    });
  }

  it('refuses an empty file', () => {
    expect(refusal(new Uint8Array(0))).toMatchObject({ type: 'invalid_request', param: 'data' });
    expect(refusal(new Uint8Array(0)).message).toContain('empty');
  });

  it('refuses too many bytes, too few and too many pixels, and says the numbers', () => {
    const limits = { ...defaultImageLimits, maxBytes: 1000 };
    expect(refusal(gradientJpeg, limits).message).toContain('1000');
    expect(refusal(greyJpeg(1, 1)).message).toContain('1 × 1');
    expect(
      refusal(writePng({ width: 1, height: 1, depth: 8, color: 0, pixel: () => [0] })).message,
    ).toContain('1 × 1');
    expect(refusal(greyJpeg(63, 640)).message).toContain('at least 64');
    expect(sniffImage(greyJpeg(64, 64))).toMatchObject({ width: 64, height: 64 });
    expect(refusal(greyJpeg(20_000, 6001)).message).toContain('20000 × 6001');
    for (const bytes of [greyJpeg(1, 1), greyJpeg(20_000, 6001)]) {
      expect(refusal(bytes)).toMatchObject({ type: 'invalid_request', param: 'data' });
    }
  });

  it('refuses a PNG of 30000 × 30000 pixels from its header, before what follows is looked at', () => {
    const huge = assemblePng({ width: 30_000, height: 30_000, depth: 8, color: 6 }, new Uint8Array(3000));
    expect(refusal(huge)).toMatchObject({ type: 'invalid_request', param: 'data' });
    expect(refusal(huge.subarray(0, 33)).message).toContain('30000 × 30000');
  });

  it('refuses a PNG by what it inflates to, interlaced ones by the picture they need', () => {
    const of = (width: number, depth: number, color: number, interlaced = false) =>
      assemblePng({ width, height: 5000, depth, color, interlaced }, new Uint8Array(30));
    expect(refusal(of(5000, 16, 6)).message).toContain('PNG');
    expect(sniffImage(of(5000, 8, 2)).width).toBe(5000);
    expect(sniffImage(of(10_000, 1, 0)).width).toBe(10_000);
    expect(refusal(of(10_000, 1, 0, true))).toMatchObject({ type: 'invalid_request', param: 'data' });
  });

  it('refuses floods of scans, of segments and of chunks', () => {
    const start = segmentStart(progressiveJpeg, 0xda);
    const scan = progressiveJpeg.subarray(start, -2);
    const flood = join([
      progressiveJpeg.subarray(0, -2),
      ...new Array(300).fill(scan),
      progressiveJpeg.subarray(-2),
    ]);
    expect(refusal(flood)).toMatchObject({ type: 'invalid_request' });
    expect(refusal(flood).message).toContain('scans');

    const comments = new Array(20_000).fill(Uint8Array.of(0xff, 0xfe, 0, 2));
    expect(refusal(withSegment(gradientJpeg, join(comments)))).toMatchObject({ type: 'image_unreadable' });

    const empty = pngChunk('IDAT', new Uint8Array(0));
    const chunks = join([png.subarray(0, 33), ...new Array(100_001).fill(empty), png.subarray(33)]);
    expect(refusal(chunks)).toMatchObject({ type: 'image_unreadable' });
  });

  it('refuses a progressive JPEG whose coefficients would take too much memory', () => {
    const frame = segmentStart(progressiveJpeg, 0xc2);
    const huge = Uint8Array.from(progressiveJpeg);
    new DataView(huge.buffer).setUint32(frame + 5, (9900 << 16) | 9900);
    expect(refusal(huge)).toMatchObject({ type: 'invalid_request' });
    expect(refusal(huge).message).toContain('memory');
  });

  const kinds: [number, string][] = [
    [0xc3, 'lossless'],
    [0xc5, 'hierarchical'],
    [0xc6, 'hierarchical'],
    [0xc7, 'lossless'],
    [0xc9, 'arithmetic'],
    [0xca, 'arithmetic'],
    [0xcb, 'arithmetic'],
    [0xcf, 'arithmetic'],
    [0xf7, 'JPEG-LS'],
  ];
  for (const [marker, word] of kinds) {
    it(`refuses frame marker ${marker.toString(16)} as ${word}`, () => {
      const jpeg = Uint8Array.from(gradientJpeg);
      jpeg[segmentStart(jpeg, 0xc0) + 1] = marker;
      expect(refusal(jpeg)).toMatchObject({ type: 'invalid_request', param: 'data' });
      expect(refusal(jpeg).message).toContain(word);
    });
  }

  it('refuses 12 bits a channel, two channels, no size', () => {
    const frame = segmentStart(gradientJpeg, 0xc0);
    const patched = (offset: number, ...values: number[]) => {
      const jpeg = Uint8Array.from(gradientJpeg);
      jpeg.set(values, frame + offset);
      return refusal(jpeg);
    };
    expect(patched(4, 12).message).toContain('12 bits');
    expect(patched(9, 2).message).toContain('2 channels');
    expect(patched(5, 0, 0)).toMatchObject({ type: 'image_unreadable' });
    expect(patched(11, 0x50)).toMatchObject({ type: 'image_unreadable' });
  });

  it('calls a JPEG whose header is cut anywhere unreadable', () => {
    const body = segmentStart(gradientJpeg, 0xda) + 14;
    for (let length = 2; length <= body; length++) {
      expect(refusal(gradientJpeg.subarray(0, length))).toMatchObject({
        type: 'image_unreadable',
        param: 'data',
      });
    }
  });

  it('calls a header without a body unreadable', () => {
    const body = segmentStart(gradientJpeg, 0xda);
    const end = Uint8Array.of(0xff, 0xd9);
    expect(refusal(join([gradientJpeg.subarray(0, body), end])).message).toContain('no picture');
    expect(refusal(join([gradientJpeg.subarray(0, body + 14), end])).message).toContain('no picture');
    expect(refusal(png.subarray(0, 33)).message).toContain('no picture');
    expect(refusal(join([png.subarray(0, 33), pngChunk('IEND', new Uint8Array(0))])).message).toContain(
      'no picture',
    );
  });

  it('calls a damaged PNG header unreadable', () => {
    for (let at = 8; at < 33; at++) {
      const damaged = Uint8Array.from(png);
      damaged[at]! ^= 0x55;
      expect(refusal(damaged)).toMatchObject({ type: 'image_unreadable', param: 'data' });
    }
    for (const [depth, color] of [
      [3, 0],
      [16, 3],
      [4, 2],
      [8, 5],
      [0, 0],
      [8, 7],
    ] as const) {
      const odd = assemblePng({ width: 80, height: 80, depth, color }, new Uint8Array(9));
      expect(refusal(odd)).toMatchObject({ type: 'image_unreadable' });
    }
  });

  it('tells a PNG of iPhone apps, and one that ends inside its header, from damage', () => {
    const signature = png.subarray(0, 8);
    const apple = join([signature, pngChunk('CgBI', Uint8Array.of(0x50, 0, 0x20, 6)), png.subarray(8)]);
    expect(refusal(apple)).toMatchObject({ type: 'invalid_request', param: 'data' });
    expect(refusal(apple).message).toContain("Apple's own kind");
    for (const length of [8, 12, 20, 32]) {
      expect(refusal(png.subarray(0, length))).toMatchObject({
        type: 'image_unreadable',
        message: 'The PNG cannot be read: the file ends inside its header. Take or export it again',
      });
    }
  });

  it('calls a PNG cut before its pixels unreadable, and leaves what is cut later to the decoder', () => {
    // Signature, header, and the name of the first piece of pixels.
    const idat = 8 + 25 + 8;
    for (let length = 8; length <= idat; length += 3) {
      expect(refusal(png.subarray(0, length))).toMatchObject({ type: 'image_unreadable' });
    }
    expect(sniffImage(png.subarray(0, idat + 1))).toMatchObject({ width: 80, height: 70 });
  });
});
