import { zlibSync } from 'fflate/browser';
import { describe, expect, it } from 'vitest';
import { decodeFile, testDecoder } from '../testing/decoder.ts';
import { keptFile } from './kept-file.ts';
import { sniffImage } from './sniff.ts';
import { quadrantsAvif, quadrantsHeic } from './testing/heif-fixtures.ts';
import { encodeJpeg } from './testing/jpeg-encoder.ts';
import { ascii, jpegSegment } from './testing/jpeg-writer.ts';
import { mutated } from './testing/mutate.ts';
import { join, pngChunk, writePng } from './testing/png-writer.ts';
import { gammaCurve, iccProfile } from './testing/profiles.ts';
import { alphaWebp, lossyWebp } from './testing/webp-fixtures.ts';

const trailer = Uint8Array.from(ascii('SEFT a hidden picture of somebody else, in a trailer of a telephone'));
const unknownProfile = iccProfile('prophoto', gammaCurve(1.8));
const p3 = iccProfile('display-p3');

const jpeg = (...before: Uint8Array[]) =>
  encodeJpeg({
    width: 64,
    height: 64,
    sampling: [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    sample: (_, x) => (x * 4) & 255,
    before,
  });
const jpegProfile = (profile: Uint8Array) => jpegSegment(0xe2, [...ascii('ICC_PROFILE\0'), 1, 1, ...profile]);

const png = (...before: Uint8Array[]) =>
  writePng({ width: 64, height: 64, depth: 8, color: 2, pixel: (x, y) => [x * 4, y * 4, 128], before });
const pngProfile = (profile: Uint8Array) =>
  pngChunk('iCCP', join([Uint8Array.from(ascii('name\0\0')), zlibSync(profile)]));
const gamma = (value: number) =>
  pngChunk('gAMA', Uint8Array.of(0, value >> 16, (value >> 8) & 255, value & 255));

function webp(flags: number, ...chunks: Uint8Array[]): Uint8Array {
  const canvas = webpChunk('VP8X', Uint8Array.of(flags, 0, 0, 0, 95, 0, 0, 63, 0, 0));
  return webpChunk('RIFF', join([Uint8Array.from(ascii('WEBP')), canvas, ...chunks]));
}
function webpChunk(name: string, body: Uint8Array): Uint8Array {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, body.length, true);
  return join([Uint8Array.from(ascii(name)), size, body, new Uint8Array(body.length & 1)]);
}
const picture = lossyWebp.subarray(12);

const whole: Record<string, Uint8Array> = {
  JPEG: jpeg(),
  'JPEG in Display P3': jpeg(jpegProfile(p3)),
  PNG: png(),
  'PNG with the gamma of sRGB': png(gamma(45_455)),
  'PNG in Display P3': png(pngProfile(p3)),
  WebP: lossyWebp,
  'WebP in Display P3': webp(0x20, webpChunk('ICCP', p3), picture),
  'WebP with transparency': alphaWebp,
  HEIC: quadrantsHeic,
  AVIF: quadrantsAvif,
};

describe('keptFile', () => {
  it.each(Object.entries(whole))('leaves a plain %s as it is', (_, bytes) => {
    expect(keptFile(bytes)).toBe(bytes);
  });

  it.each(Object.entries(whole))('cuts off what follows the end of a %s', (_, bytes) => {
    expect(keptFile(join([bytes, trailer]))).toEqual(bytes);
    expect(keptFile(join([bytes, jpeg(), png()]))).toEqual(bytes);
  });

  it('takes off what viewers apply and the decoder does not, and nothing else', async () => {
    const changed: [Uint8Array, Uint8Array][] = [
      [jpeg(jpegProfile(unknownProfile)), jpeg()],
      [jpeg(jpegProfile(p3), jpegProfile(p3)), jpeg()],
      [png(gamma(900_000)), png()],
      [png(pngChunk('cHRM', new Uint8Array(32)), gamma(1)), png()],
      [png(pngProfile(unknownProfile)), png()],
      [png(pngProfile(p3), pngProfile(unknownProfile)), png(pngProfile(p3))],
      [png(pngChunk('cICP', Uint8Array.of(9, 16, 0, 1))), png()],
      [png(pngChunk('cICP', Uint8Array.of(1, 16, 0, 1))), png()],
      [
        png(pngChunk('cICP', Uint8Array.of(12, 13, 0, 1)), pngProfile(unknownProfile)),
        png(pngChunk('cICP', Uint8Array.of(12, 13, 0, 1))),
      ],
      // One frame, which is shown in place of the picture.
      [
        png(pngChunk('acTL', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0)), pngChunk('fdAT', new Uint8Array(40))),
        png(),
      ],
      [webp(0x20, webpChunk('ICCP', unknownProfile), picture), webp(0, picture)],
      [webp(0, webpChunk('ICCP', p3), picture), webp(0, picture)],
      [webp(0, picture, picture), webp(0, picture)],
    ];
    const decoder = testDecoder();
    for (const [sent, kept] of changed) {
      expect(keptFile(sent)).toEqual(kept);
      expect(keptFile(kept)).toBe(kept);
      expect(await decodeFile(decoder, kept)).toEqual(await decodeFile(decoder, sent));
    }
  });

  it('ends a JPEG without an end before a second picture, and leaves one alone that has none', () => {
    const open = jpeg().subarray(0, -2);
    expect(keptFile(open)).toBe(open);
    expect(keptFile(join([open, jpeg(jpegProfile(unknownProfile))]))).toEqual(jpeg());
  });

  it('says of an AVIF whose colours are not known what they are read as, in place', () => {
    const spoken = (primaries: number, curve: number) => {
      // The colours' box stands behind the others, and the picture's data move by its length.
      const source = new Uint8Array(quadrantsAvif);
      const place = (text: string) => Buffer.from(source).indexOf(text) - 4;
      const body = [...ascii('colrnclx'), 0, primaries, 0, curve, 0, 6, 128];
      const colr = Uint8Array.of(0, 0, 0, 4 + body.length, ...body);
      const behind = place('ipma');
      for (const name of ['meta', 'iprp', 'ipco']) source[place(name) + 3]! += colr.length;
      // The first extent of `iloc`, then one tie more in `ipma`, whose own box grows.
      const extent = place('iloc') + 4 + 4 + 4 + 2 + 2 + 2 + 2 + 2;
      new DataView(source.buffer).setUint32(
        extent,
        new DataView(source.buffer).getUint32(extent) + colr.length + 1,
      );
      source[place('meta') + 3]! += 1;
      source[place('iprp') + 3]! += 1;
      source[behind + 3]! += 1;
      const ties = behind + 8 + 4 + 4 + 2;
      source[ties]! += 1;
      const tiesEnd = ties + source[ties]!;
      return join([
        source.subarray(0, behind),
        colr,
        source.subarray(behind, tiesEnd),
        Uint8Array.of(4),
        source.subarray(tiesEnd),
      ]);
    };
    expect(sniffImage(spoken(1, 13)).colorSpace).toBe('srgb');
    expect(sniffImage(spoken(9, 16)).colorSpace).toBe('other');
    expect(sniffImage(spoken(12, 13)).colorSpace).toBe('display-p3');
    const plain = spoken(1, 13);
    expect(keptFile(plain)).toBe(plain);
    expect(keptFile(spoken(9, 16))).toEqual(plain);
    expect(keptFile(spoken(12, 16))).toEqual(plain);
    expect(keptFile(spoken(1, 18))).toEqual(plain);
  });

  it('leaves no film in a HEIC, and everything else where it was', () => {
    const moov = join([Uint8Array.of(0, 0, 0, 12), Uint8Array.from(ascii('moovfilm'))]);
    expect(keptFile(join([quadrantsHeic, moov]))).toEqual(quadrantsHeic);
    const before = join([quadrantsHeic.subarray(0, 28), moov, quadrantsHeic.subarray(28)]);
    const kept = keptFile(before);
    expect(kept).toHaveLength(before.length);
    expect(Buffer.from(kept).includes('moov')).toBe(false);
  });

  it('throws for no bytes, and is done after one time', () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (const bytes of Object.values(whole)) {
      for (let round = 0; round < 150; round++) {
        const hostile = mutated(join([bytes, round % 2 ? trailer : new Uint8Array(0)]), random);
        const kept = keptFile(hostile);
        expect(kept.length).toBeLessThanOrEqual(hostile.length + 2);
        expect(Buffer.compare(keptFile(kept), kept)).toBe(0);
      }
    }
  });

  it('tells the same of the file as was told before', () => {
    for (const bytes of Object.values(whole)) {
      const { size, ...info } = sniffImage(join([bytes, trailer]));
      expect(sniffImage(keptFile(join([bytes, trailer])))).toMatchObject({ ...info, size: bytes.length });
      expect(size).toBe(bytes.length + trailer.length);
    }
  });
});
