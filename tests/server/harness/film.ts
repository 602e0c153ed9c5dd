/** Films for tests of captures: a head that turns as it was asked to, and what else may be held before a camera. */
import { readFile } from 'node:fs/promises';
import type { CaptureChallenge, RgbImage, TurnDirection } from '@livephoto/core';
import { createFileModelSource, createNodeInspector } from '@livephoto/worker-runtime/node';
import { holdUp } from '../../../benchmarks/src/accuracy/capture/scenes/sheets.ts';
import { type PicturedHead, turnHead } from '../../../benchmarks/src/accuracy/capture/scenes/turning-head.ts';
import { createJpegCodec } from '../../../models/src/samples/jpeg.ts';

export interface Shot {
  readonly at: number;
  readonly image: Uint8Array;
}

export interface Film {
  readonly frames: readonly Shot[];
  readonly still: Shot;
}

export interface Light {
  /** How much darker it is at the right edge than at the left one, 0..1. */
  readonly shade: number;
}

export interface Studio {
  /** A head that turns as asked. */
  head(challenge: CaptureChallenge, light?: Light): Promise<Film>;
  /** A print that is turned as the head was to be. */
  print(challenge: CaptureChallenge): Promise<Film>;
  /** One picture for as long as the turns would take. */
  frozen(challenge: CaptureChallenge): Promise<Film>;
}

/** Degrees of a turn, and from one frame to the next; milliseconds between two frames. */
const far = 24;
const step = 6;
const interval = 130;
/** The still is so many times as large as a frame. */
const shrink = 3;

/** The man of `selfie.jpg`, who is free to be filmed, before a camera of any behaviour. */
export async function createFilmStudio(): Promise<Studio> {
  const selfie = new Uint8Array(await readFile(new URL('../../../samples/selfie.jpg', import.meta.url)));
  const codec = await createJpegCodec();
  const inspector = await createNodeInspector();
  const { image, geometry } = await inspector.inspectDetailed(selfie, { inspections: ['orientation'] });
  await inspector.dispose();
  const canonical = JSON.parse(
    new TextDecoder().decode(await createFileModelSource().bytes('canonical-face')),
  ) as { triangles: number[] };
  const head: PicturedHead = {
    image: shrunk(image),
    points: Float64Array.from(
      geometry!.landmarks.flatMap(({ x, y, z }) => [x / shrink, y / shrink, z / shrink]),
    ),
    triangles: canonical.triangles,
  };
  const encode = ({ width, height, data }: RgbImage) => {
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let i = 0; i < width * height; i++) rgba.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
    return codec.encode({ width, height, data: rgba });
  };
  const film = async (
    challenge: CaptureChallenge,
    view: (stand: ReturnType<typeof standsOf>[number]) => RgbImage,
  ): Promise<Film> => {
    const frames: Shot[] = [];
    for (const stand of standsOf(challenge)) {
      frames.push({ at: stand.at, image: await encode(view(stand)) });
    }
    return { frames, still: { at: frames.at(-1)!.at + 40, image: selfie } };
  };
  return {
    head: (challenge, { shade } = { shade: 0 }) =>
      film(challenge, ({ yaw, pitch, sway }) =>
        shaded(turnHead(head, { yaw, pitch, roll: sway, shift: { x: 2 * sway, y: sway } }), shade),
      ),
    print: (challenge) =>
      film(challenge, ({ yaw, pitch, sway }) =>
        holdUp(head.image, head.image, { yaw: 1.5 * yaw, pitch: 1.5 * pitch, roll: sway, distance: 1.8 }),
      ),
    frozen: (challenge) => film(challenge, () => head.image),
  };
}

/** Out and back for every turn, and never twice at the same place. */
function standsOf({ turns }: CaptureChallenge) {
  const ways: { direction?: TurnDirection; size: number }[] = [{ size: 0 }];
  for (const direction of turns) {
    for (let size = step; size <= far; size += step) ways.push({ direction, size });
    for (let size = far - step; size >= 0; size -= step) ways.push({ direction, size });
  }
  return ways.map(({ direction, size }, i) => ({
    at: i * interval,
    yaw: direction === 'left' ? size : direction === 'right' ? -size : 0,
    pitch: direction === 'up' ? size : 0,
    sway: 1.2 * Math.sin(i * 1.7) + 0.12 * i,
  }));
}

function shaded({ width, height, data }: RgbImage, shade: number): RgbImage {
  const pixels = data.map((value, i) => value * (1 - (shade * ((i / 3) % width)) / width));
  return { width, height, data: pixels };
}

function shrunk({ width, height, data }: RgbImage): RgbImage {
  const [w, h] = [Math.floor(width / shrink), Math.floor(height / shrink)];
  const small = new Uint8Array(w * h * 3);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let dy = 0; dy < shrink; dy++) {
          for (let dx = 0; dx < shrink; dx++)
            sum += data[3 * ((shrink * y + dy) * width + shrink * x + dx) + k]!;
        }
        small[3 * (y * w + x) + k] = sum / (shrink * shrink);
      }
    }
  }
  return { width: w, height: h, data: small };
}
