/** The photos that are timed: one sample selfie as cameras of 2, 5 and 12 megapixels would have taken it. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import sharp from 'sharp';

export interface TimedPhoto {
  /** `2 MP JPEG`. */
  readonly name: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

export interface PhotoRecipe {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly format: 'jpeg' | 'png';
}

/** What the made photos are called on the command line. */
export const madeNames = ['2mp', '5mp', '12mp', 'png'] as const;
export type MadeName = (typeof madeNames)[number];

/** Upright, 3:4, as telephones take them. */
export const timedRecipes = {
  '2mp': { name: '2 MP JPEG', width: 1224, height: 1632, format: 'jpeg' },
  '5mp': { name: '5 MP JPEG', width: 1944, height: 2592, format: 'jpeg' },
  '12mp': { name: '12 MP JPEG', width: 3024, height: 4032, format: 'jpeg' },
  png: { name: '2 MP PNG', width: 1224, height: 1632, format: 'png' },
} as const satisfies Readonly<Record<MadeName, PhotoRecipe>>;

/** Which photos are timed. */
export interface PhotoChoice {
  readonly made: readonly MadeName[];
  /** Files of one's own, beside them. */
  readonly own: readonly string[];
}

/**
 * The chosen photos, those that are made written into `folder`.
 * @throws {LivePhotoError} `invalid_request` or `image_unreadable` for a photo that is none
 */
export async function choosePhotos(root: URL, folder: string, choice: PhotoChoice): Promise<TimedPhoto[]> {
  const recipes = madeNames.filter((name) => choice.made.includes(name)).map((name) => timedRecipes[name]);
  return [...(await makePhotos(root, folder, recipes)), ...(await ownPhotos(choice.own))];
}

/** The part of the sample that has the sides 3:4, in its pixels. */
const cropped = { left: 36, top: 0, width: 600, height: 800 };

/**
 * Grey values by which the sensor's noise moves a pixel at most. An enlarged picture without any is smoother than what a camera
 * writes, and decodes faster; with this the files are as long as a telephone's.
 */
const noise = 12;

/**
 * Writes the photos into `folder`. The same bytes every time, for one version of sharp.
 * @param root of the workspace
 * @throws {LivePhotoError} `invalid_request` when the samples are not built
 */
export async function makePhotos(
  root: URL,
  folder: string,
  recipes: readonly PhotoRecipe[],
): Promise<TimedPhoto[]> {
  const sample = await readFile(new URL('samples/selfie.jpg', root)).catch((cause) => {
    throw new LivePhotoError('invalid_request', 'The sample photos are missing: run `pnpm samples`', {
      cause,
    });
  });
  const made: TimedPhoto[] = [];
  for (const { name, width, height, format } of recipes) {
    const { data } = await sharp(sample)
      .extract(cropped)
      .resize(width, height, { kernel: 'lanczos3' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    addNoise(data);
    const noisy = sharp(data, { raw: { width, height, channels: 3 } });
    const bytes = await (format === 'png'
      ? noisy.png({ compressionLevel: 6 })
      : noisy.jpeg({ quality: 92, chromaSubsampling: '4:2:0' })
    ).toBuffer();
    const file = join(
      folder,
      `${name.replaceAll(' ', '-').toLowerCase()}.${format === 'png' ? 'png' : 'jpg'}`,
    );
    await writeFile(file, bytes);
    made.push({ name, file, width, height, ...identityOf(bytes) });
  }
  return made;
}

/** Photos of one's own, as they are. */
export async function ownPhotos(files: readonly string[]): Promise<TimedPhoto[]> {
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file).catch((cause) => {
        throw new LivePhotoError('invalid_request', `There is no photo at ${file}`, {
          cause,
          param: 'photo',
        });
      });
      const { width, height } = await sharp(bytes)
        .metadata()
        .catch((cause) => {
          throw new LivePhotoError('image_unreadable', `${file} is no photo`, { cause, param: 'photo' });
        });
      return { name: basename(file), file, width, height, ...identityOf(bytes) };
    }),
  );
}

/** Moves each pixel's three colours alike, by a triangular distribution. */
function addNoise(pixels: Buffer): void {
  const random = xoroshiro128plus(1);
  for (let at = 0; at < pixels.length; at += 3) {
    const shift = uniformInt(random, 0, noise) + uniformInt(random, 0, noise) - noise;
    for (let channel = at; channel < at + 3; channel++) {
      pixels[channel] = Math.min(255, Math.max(0, pixels[channel]! + shift));
    }
  }
}

function identityOf(bytes: Buffer): { size: number; sha256: string } {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
