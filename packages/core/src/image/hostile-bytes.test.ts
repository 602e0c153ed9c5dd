/** Flipped bytes: an error of ours or pixels, never a crash, a hang, or memory that is not given back. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { LivePhotoError } from '../contract/errors.ts';
import { testDecoder } from '../testing/decoder.ts';
import { sampleFile } from '../testing/files.ts';
import { sniffImage } from './sniff.ts';
import { gradientJpeg, progressiveJpeg } from './testing/jpeg-fixtures.ts';
import { exifBlock, withExif } from './testing/jpeg-writer.ts';
import { writePng } from './testing/png-writer.ts';

const decoder = testDecoder();

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `bytes` with one to eight changes: a byte replaced, a bit flipped, a run removed or doubled, a cut. */
function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  let result = Uint8Array.from(bytes);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let change = 1 + below(8); change > 0; change--) {
    // Half of the changes go to the first bytes, where the headers stand.
    const at = below(random() < 0.5 ? Math.min(700, result.length) : result.length);
    switch (below(8)) {
      case 0:
        result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at + 1 + below(20))]);
        break;
      case 1:
        result = Uint8Array.from([...result.subarray(0, at + below(20)), ...result.subarray(at)]);
        break;
      case 2:
        if (random() < 0.2) result = result.slice(0, at + 1);
        break;
      case 3:
      case 4:
        result[at] = [0, 255, 127, 1][below(4)]!;
        break;
      case 5:
        result[at] = below(256);
        break;
      default:
        result[at]! ^= 1 << below(8);
    }
    if (result.length === 0) return Uint8Array.of(1);
  }
  return result;
}

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
      for (let run = 0; run < 200; run++) {
        const bytes = mutated(subject, random);
        // The processor's time: the clock's depends on what else the machine does.
        const started = process.cpuUsage();
        const outcome = await survive(bytes);
        slowest = Math.max(slowest, process.cpuUsage(started).user / 1000);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      collectGarbage();
      const after = process.memoryUsage();
      expect(slowest).toBeLessThan(2000);
      expect(after.rss - before.rss).toBeLessThan(100_000_000);
      // One instance of the decoder stays, with the memory of an ordinary photo at most.
      expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(53_000_000);
      // Both ends are reached, or the mutations would prove nothing.
      expect(outcomes.get('image_unreadable')).toBeGreaterThan(10);
      if (name !== 'PNG') expect(outcomes.get('pixels')).toBeGreaterThan(10);
    });
  }
});
