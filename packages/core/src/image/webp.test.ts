import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDecoder } from '../contract/ports.ts';
import { decodeFile, testDecoder } from '../testing/decoder.ts';
import { sniffImage } from './sniff.ts';
import { ascii, exifBlock } from './testing/jpeg-writer.ts';
import { join } from './testing/png-writer.ts';
import { iccProfile } from './testing/profiles.ts';
import { alphaWebp, losslessAlphaWebp, losslessWebp, lossyWebp } from './testing/webp-fixtures.ts';
import { chunk } from './testing/webp-writer.ts';

let decoder: ImageDecoder;
beforeAll(() => {
  decoder = testDecoder();
});

const red = [200, 40, 30];
const green = [40, 180, 60];
const white = [255, 255, 255];

async function leftAndRight(bytes: Uint8Array, longestSide?: number): Promise<number[][]> {
  const { width, data } = await decodeFile(decoder, bytes, longestSide);
  return [width >> 3, width - 1 - (width >> 3)].map((x) => [
    ...data.subarray((width * 2 + x) * 3, (width * 2 + x + 1) * 3),
  ]);
}

function expectNear(actual: number[][], wanted: number[][]): void {
  actual.flat().forEach((value, index) => {
    expect(Math.abs(value - wanted.flat()[index]!)).toBeLessThanOrEqual(6);
  });
}

/** A WebP of these chunks, and `VP8X` before them. */
function extended(flags: number, chunks: readonly Uint8Array[], width = 96, height = 64): Uint8Array {
  const canvas = [flags, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0];
  const body = join([Uint8Array.from(ascii('WEBP')), chunk('VP8X', Uint8Array.from(canvas)), ...chunks]);
  return chunk('RIFF', body);
}

const picture = losslessWebp.subarray(12);

describe('WebP', () => {
  it('is read with loss and without, shrunk when it is larger', async () => {
    expectNear(await leftAndRight(lossyWebp), [red, green]);
    expect(await leftAndRight(losslessWebp)).toEqual([red, green]);
    expect(await leftAndRight(losslessWebp, 48)).toEqual([red, green]);
    expect((await decodeFile(decoder, losslessWebp, 48)).height).toBe(32);
    expect(sniffImage(lossyWebp)).toMatchObject({
      contentType: 'image/webp',
      width: 96,
      height: 64,
      orientation: 1,
    });
  });

  it('lies over white where it is transparent', async () => {
    expectNear(await leftAndRight(alphaWebp), [red, white]);
    expect(await leftAndRight(losslessAlphaWebp)).toEqual([red, white]);
  });

  it('is not transparent where its header does not say so, whatever stands behind it', async () => {
    const silent = Uint8Array.from(alphaWebp);
    silent[20] = 0;
    expectNear(await leftAndRight(silent), [red, green]);
  });

  it('is turned by its EXIF and takes its colours from its profile', async () => {
    const turned = extended(8, [picture, chunk('EXIF', exifBlock(6))]);
    expect(sniffImage(turned)).toMatchObject({ width: 64, height: 96, storedWidth: 96, orientation: 6 });
    expect((await decodeFile(decoder, turned)).width).toBe(64);
    const wide = extended(32, [chunk('ICCP', iccProfile('display-p3')), picture]);
    expect(sniffImage(wide)).toMatchObject({ colorSpace: 'display-p3' });
    const [left] = await leftAndRight(wide);
    expect(left![0]).toBeGreaterThan(red[0]!);
  });

  it('is refused by name when it moves', () => {
    for (const moving of [extended(2, [picture]), extended(0, [chunk('ANIM', new Uint8Array(6)), picture])]) {
      expect(() => sniffImage(moving)).toThrow(expect.objectContaining({ type: 'animated_image' }));
    }
  });

  it('is refused when it is cut, lies about its size, or is too large to be held', async () => {
    for (const bytes of [lossyWebp, losslessWebp, alphaWebp]) {
      for (const share of [0.3, 0.6, 0.9]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * share));
        const decoding = Promise.resolve().then(() => decodeFile(decoder, cut));
        await expect(decoding).rejects.toMatchObject({ type: 'image_unreadable', param: 'data' });
      }
    }
    expect(() => sniffImage(extended(0, [picture], 97))).toThrow(/does not match/);
    const large = Uint8Array.from(losslessWebp);
    new DataView(large.buffer).setUint32(21, 9999 | (9999 << 14), true);
    expect(() => sniffImage(large)).toThrow(/at most 25 million pixels/);
    const lying = Uint8Array.from(lossyWebp);
    lying[26] = 120;
    await expect(decodeFile(decoder, lying)).rejects.toMatchObject({ type: 'image_unreadable' });
  });
});
