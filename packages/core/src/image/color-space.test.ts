import { deflateSync } from 'node:zlib';
import { zlibSync } from 'fflate/browser';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDecoder } from '../contract/ports.ts';
import { decodeFile, testDecoder } from '../testing/decoder.ts';
import { colorSpaceOf } from './color-space.ts';
import { sniffImage } from './sniff.ts';
import { encodeJpeg } from './testing/jpeg-encoder.ts';
import { ascii, jpegSegment } from './testing/jpeg-writer.ts';
import { join, pngChunk, writePng } from './testing/png-writer.ts';
import { gammaCurve, iccProfile } from './testing/profiles.ts';

let decoder: ImageDecoder;
beforeAll(() => {
  decoder = testDecoder();
});

const adobe = iccProfile('adobe-rgb', gammaCurve(563 / 256));

const withProfile = (profile: Uint8Array) =>
  pngChunk('iCCP', join([Uint8Array.from(ascii('name\0\0')), zlibSync(profile)]));

function png(color: readonly number[], before: readonly Uint8Array[]): Uint8Array {
  return writePng({ width: 64, height: 64, depth: 8, color: 2, pixel: () => color, before });
}

async function read(color: readonly number[], profile: Uint8Array): Promise<number[]> {
  const { data } = await decodeFile(decoder, png(color, [withProfile(profile)]));
  return [...data.subarray(0, 3)];
}

describe('colorSpaceOf', () => {
  it('knows the three spaces by their primaries and curve, and no other', () => {
    expect(colorSpaceOf(iccProfile('srgb'))).toBe('srgb');
    expect(colorSpaceOf(iccProfile('srgb', gammaCurve(2.2)))).toBe('srgb');
    expect(colorSpaceOf(iccProfile('display-p3'))).toBe('display-p3');
    expect(colorSpaceOf(adobe)).toBe('adobe-rgb');
    expect(colorSpaceOf(iccProfile('prophoto', gammaCurve(1.8)))).toBe('other');
    expect(colorSpaceOf(iccProfile('display-p3', gammaCurve(2.6)))).toBe('other');
    expect(colorSpaceOf(iccProfile('srgb', gammaCurve(1)))).toBe('other');
  });

  it('calls every damaged or cut profile other', () => {
    const profile = iccProfile('display-p3');
    for (let length = 0; length < profile.length; length += 3) {
      expect(colorSpaceOf(profile.subarray(0, length))).toBe('other');
    }
    for (let at = 0; at < profile.length; at++) {
      const damaged = Uint8Array.from(profile);
      damaged[at] = 255;
      expect(['display-p3', 'other']).toContain(colorSpaceOf(damaged));
    }
  });
});

describe('colours', () => {
  it('of Display P3 and Adobe RGB become those of sRGB; grey stays grey', async () => {
    // By the matrices of both spaces in floating point.
    const known: [Uint8Array, number[], number[]][] = [
      [iccProfile('display-p3'), [200, 100, 50], [215, 93, 31]],
      [iccProfile('display-p3'), [224, 172, 150], [234, 169, 146]],
      [adobe, [200, 100, 50], [227, 100, 42]],
      [adobe, [150, 150, 200], [151, 151, 203]],
    ];
    for (const [profile, stored, wanted] of known) {
      const actual = await read(stored, profile);
      actual.forEach((value, index) => {
        expect(Math.abs(value - wanted[index]!)).toBeLessThanOrEqual(1);
      });
    }
    for (const grey of [0, 1, 60, 128, 200, 255]) {
      expect(await read([grey, grey, grey], iccProfile('display-p3'))).toEqual([grey, grey, grey]);
    }
    expect(await read([200, 100, 50], iccProfile('srgb'))).toEqual([200, 100, 50]);
    expect(await read([200, 100, 50], iccProfile('prophoto', gammaCurve(1.8)))).toEqual([200, 100, 50]);
  });

  it('are read from a JPEG whose profile comes in parts, in any order', () => {
    const profile = iccProfile('display-p3');
    const part = (number: number, count: number, body: Uint8Array) =>
      jpegSegment(0xe2, [...ascii('ICC_PROFILE\0'), number, count, ...body]);
    const jpeg = (...before: Uint8Array[]) =>
      sniffImage(
        encodeJpeg({
          width: 64,
          height: 64,
          sampling: [
            [1, 1],
            [1, 1],
            [1, 1],
          ],
          sample: () => 128,
          before,
        }),
      ).colorSpace;
    expect(jpeg()).toBe('srgb');
    expect(jpeg(part(1, 1, profile))).toBe('display-p3');
    const halves = [part(2, 2, profile.subarray(150)), part(1, 2, profile.subarray(0, 150))] as const;
    expect(jpeg(...halves)).toBe('display-p3');
    expect(jpeg(halves[0])).toBe('other');
  });

  it('are told by cICP before iCCP, and not by gAMA or cHRM', () => {
    const space = (...before: Uint8Array[]) => sniffImage(png([1, 2, 3], before)).colorSpace;
    const p3 = withProfile(iccProfile('display-p3'));
    expect(space(p3)).toBe('display-p3');
    expect(space(p3, pngChunk('cICP', Uint8Array.of(1, 13, 0, 1)))).toBe('srgb');
    expect(space(pngChunk('cICP', Uint8Array.of(12, 13, 0, 1)))).toBe('display-p3');
    expect(space(pngChunk('cICP', Uint8Array.of(9, 16, 0, 1)))).toBe('other');
    // Another curve, that of light beyond white among them, another range, no RGB at all.
    for (const code of [
      [1, 16, 0, 1],
      [1, 1, 0, 1],
      [12, 18, 0, 1],
      [12, 13, 0, 0],
      [1, 13, 1, 1],
    ]) {
      const info = sniffImage(png([1, 2, 3], [pngChunk('cICP', Uint8Array.from(code))]));
      expect(info).toMatchObject({ colorSpace: 'other', ignoredProfile: `code ${code[0]}/${code[1]}` });
    }
    expect(space(pngChunk('gAMA', Uint8Array.of(0, 0, 0x4e, 0x20)))).toBe('srgb');
    const bomb = join([Uint8Array.from(ascii('name\0\0')), deflateSync(new Uint8Array(50_000_000))]);
    expect(space(pngChunk('iCCP', bomb))).toBe('other');
  });
});
