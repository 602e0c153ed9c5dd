/** Flipped bytes: an error of ours or pixels, never a crash, a hang, or memory that is not given back. */
import { describe, expect, it } from 'vitest';
import { LivePhotoError } from '../contract/errors.ts';
import { fullDecoder } from '../testing/decoder.ts';
import { sampleFile } from '../testing/files.ts';
import { collectGarbage } from '../testing/memory.ts';
import { sniffImage } from './sniff.ts';
import { alphaAvif, quadrantsHeic } from './testing/heif-fixtures.ts';
import { gradientJpeg, progressiveJpeg } from './testing/jpeg-fixtures.ts';
import { exifBlock, withExif } from './testing/jpeg-writer.ts';
import { mutated, seeded } from './testing/mutate.ts';
import { writePng } from './testing/png-writer.ts';
import { alphaWebp, losslessWebp } from './testing/webp-fixtures.ts';

const decoder = fullDecoder();

async function survive(bytes: Uint8Array): Promise<'pixels' | string> {
  try {
    const info = sniffImage(bytes);
    const image = await decoder.decode(bytes, info, { longestSide: 512 });
    expect(image.data.length).toBe(image.width * image.height * 3);
    return 'pixels';
  } catch (error) {
    if (error instanceof LivePhotoError) return error.type;
    throw error;
  }
}

async function pixelsOf(bytes: Uint8Array): Promise<Uint8Array> {
  return (await decoder.decode(bytes, sniffImage(bytes), { longestSide: 512 })).data;
}

const png = writePng({
  width: 120,
  height: 90,
  depth: 8,
  color: 6,
  pixel: (x, y) => [x * 2, y * 2, (x * y) & 255, 255 - x],
  pieceBytes: 700,
});

const subjects: [string, Uint8Array][] = [
  ['photo', Uint8Array.from(sampleFile('franck_01829.jpg'))],
  ['baseline JPEG', withExif(gradientJpeg, exifBlock(6))],
  ['progressive JPEG', progressiveJpeg],
  ['PNG', png],
  ['WebP', alphaWebp],
  ['lossless WebP', losslessWebp],
  ['HEIC', quadrantsHeic],
  ['AVIF', alphaAvif],
];

describe('200 random mutations', () => {
  for (const [name, subject] of subjects) {
    it(`of a ${name} end in an error or pixels, quickly, and leave no memory behind`, async () => {
      const random = seeded(20_241);
      const outcomes = new Map<string, number>();
      for (let run = 0; run < 20; run++) await survive(mutated(subject, seeded(run)));
      collectGarbage();
      const before = process.memoryUsage();
      let slowest = 0;
      const whole = await pixelsOf(subject);
      for (let run = 0; run < 200; run++) {
        const bytes = mutated(subject, random);
        // The processor's time: the clock's depends on what else the machine does.
        const started = process.cpuUsage();
        const outcome = await survive(bytes);
        slowest = Math.max(slowest, process.cpuUsage(started).user / 1000);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      // Whatever the others left behind, the next good photo is what it was.
      expect(Buffer.compare(await pixelsOf(subject), whole)).toBe(0);
      collectGarbage();
      const after = process.memoryUsage();
      expect(slowest).toBeLessThan(2000);
      expect(after.rss - before.rss).toBeLessThan(100_000_000);
      // One instance of the decoder stays, with the memory of an ordinary photo at most.
      expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(53_000_000);
      // Both ends are reached, or the mutations would prove nothing.
      expect(outcomes.get('image_unreadable')).toBeGreaterThan(10);
      if (!/PNG|HEIC|AVIF|WebP/.test(name)) expect(outcomes.get('pixels')).toBeGreaterThan(10);
    });
  }
});
