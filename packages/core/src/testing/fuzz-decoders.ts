/** Decodes thousands of damaged files of every format, and says what became of them: run by `pnpm fuzz:decoders`. */
import { LivePhotoError } from '../contract/errors.ts';
import type { ImageDecoder } from '../contract/ports.ts';
import { sniffImage } from '../image/sniff.ts';
import {
  alphaAvif,
  noisyHeic,
  quadrantsAvif,
  quadrantsDeepHeic,
  quadrantsDenseHeic,
  quadrantsHeic,
  restoredAvif,
} from '../image/testing/heif-fixtures.ts';
import { gridOf } from '../image/testing/heif-writer.ts';
import { encodeJpeg } from '../image/testing/jpeg-encoder.ts';
import { cmykJpeg, gradientJpeg, progressiveJpeg } from '../image/testing/jpeg-fixtures.ts';
import { mutated, seeded } from '../image/testing/mutate.ts';
import { withChecksums, writePng } from '../image/testing/png-writer.ts';
import { alphaWebp, losslessAlphaWebp, losslessWebp, lossyWebp } from '../image/testing/webp-fixtures.ts';
import { createWasmDecoder, type WasmDecoderOptions } from '../image/wasm-decoder.ts';

export interface FuzzFigures {
  readonly format: string;
  readonly runs: number;
  readonly read: number;
  readonly refused: number;
  /** Errors that are none of ours. */
  readonly crashes: number;
  /** Milliseconds of CPU time, of the slowest. */
  readonly slowest: number;
  /** Good pictures, decoded after every hundredth damaged one, whose bits were other ones. */
  readonly changed: number;
}

const tones = (component: number, x: number, y: number) => (x * 200 + y * 50 + component * 40) % 256;
const png = (color: number, depth: number, channels: number, interlaced: boolean) =>
  writePng({
    width: 96,
    height: 70,
    depth,
    color,
    interlaced,
    pixel: (x, y) =>
      Array.from({ length: channels }, (_, index) => (x * 3 + y * 5 + index * 70) & (2 ** depth - 1)),
    pieceBytes: 3000,
  });

const subjects: Readonly<Record<string, () => readonly Uint8Array[]>> = {
  JPEG: () => [
    gradientJpeg,
    progressiveJpeg,
    cmykJpeg,
    encodeJpeg({
      width: 120,
      height: 90,
      sampling: [
        [2, 2],
        [1, 1],
        [1, 1],
      ],
      sample: tones,
      restart: 4,
    }),
    encodeJpeg({
      width: 100,
      height: 80,
      sampling: [
        [4, 2],
        [1, 1],
        [1, 1],
      ],
      sample: tones,
      apart: true,
    }),
  ],
  PNG: () => [png(2, 8, 3, false), png(6, 8, 4, true), png(0, 16, 1, false), png(4, 8, 2, false)],
  WebP: () => [lossyWebp, losslessWebp, alphaWebp, losslessAlphaWebp],
  HEIC: () => [
    quadrantsHeic,
    noisyHeic,
    quadrantsDeepHeic,
    quadrantsDenseHeic,
    gridOf(quadrantsHeic, 2, 2, [96, 64]),
  ],
  AVIF: () => [quadrantsAvif, alphaAvif, restoredAvif],
};

export const fuzzFormats = Object.keys(subjects);

export async function fuzz(
  format: string,
  { runs, seed = 0 }: { readonly runs: number; readonly seed?: number },
  modules: WasmDecoderOptions,
  onRun: (done: number) => void,
): Promise<FuzzFigures> {
  const decoder = createWasmDecoder(modules);
  const files = subjects[format]!();
  const wholes = await Promise.all(files.map((file) => decode(decoder, file)));
  const random = seeded(format.length * 7919 + seed);
  let [read, refused, crashes, slowest, changed] = [0, 0, 0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const index = run % files.length;
    const mutation = mutated(files[index]!, random);
    // Else nearly all would end at a checksum.
    const damaged = format === 'PNG' && run % 8 < 7 ? withChecksums(mutation) : mutation;
    const before = process.cpuUsage();
    try {
      await decode(decoder, damaged);
      read++;
    } catch (error) {
      if (error instanceof LivePhotoError) refused++;
      else crashes++;
    }
    const { user, system } = process.cpuUsage(before);
    slowest = Math.max(slowest, (user + system) / 1000);
    if (run % 100 === 99) {
      const again = await decode(decoder, files[index]!);
      if (Buffer.compare(again, wholes[index]!) !== 0) changed++;
      onRun(run + 1);
    }
  }
  return { format, runs, read, refused, crashes, slowest, changed };
}

async function decode(decoder: ImageDecoder, bytes: Uint8Array): Promise<Uint8Array> {
  return (await decoder.decode(bytes, sniffImage(bytes), { longestSide: 512 })).data;
}
