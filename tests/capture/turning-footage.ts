/**
 * What a fake camera plays for capture sessions. The turning head is synthetic: the face mesh of one free selfie, textured and
 * turned in space, so that its parallax is that of a solid; hair and neck follow.
 */
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RgbImage } from '@livephoto/core';
import { createFileModelSource, createNodeInspector } from '@livephoto/worker-runtime/node';
import { holdUp } from '../../benchmarks/src/accuracy/capture/scenes/sheets.ts';
import { type PicturedHead, turnHead } from '../../benchmarks/src/accuracy/capture/scenes/turning-head.ts';
import { createJpegCodec } from '../../models/src/samples/jpeg.ts';

export type TurningFootageName = 'head' | 'print' | 'frozen';

/** Pictures a second, and how often each is shown of the thirty that the camera plays. */
const rate = 6;
const copies = 5;
/** Degrees of a turn; seconds for the way there, for the way back, and straight ahead between two turns. */
const turn = { yaw: 24, out: 2, back: 2, pause: 1.6 };
/** Played again and again: whatever one turn is asked for is seen within one round. */
const round = ['left', 'right'] as const;

interface Stand {
  readonly yaw: number;
  /** Seconds. */
  readonly time: number;
}

export interface TurningFootage {
  /** @returns the path of an MJPEG file. */
  file(name: TurningFootageName): Promise<string>;
  close(): Promise<void>;
}

export async function openTurningFootage(): Promise<TurningFootage> {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-turning-'));
  const head = await picturedHead();
  const encode = await createEncoder();
  const views: Readonly<Record<TurningFootageName, (stand: Stand) => RgbImage>> = {
    head: ({ yaw, time }) => turnHead(head, { yaw, ...swayAt(time) }),
    print: ({ yaw, time }) =>
      holdUp(head.image, head.image, {
        // Farther than the head: what is seen of a sheet's turn is less.
        yaw: 1.5 * yaw,
        pitch: 0,
        roll: swayAt(time).roll,
        distance: 1.8,
      }),
    frozen: () => head.image,
  };
  const made = new Map<TurningFootageName, Promise<string>>();
  const shoot = async (name: TurningFootageName): Promise<string> => {
    const path = join(folder, `${name}.mjpeg`);
    const file = await open(path, 'w');
    try {
      for (const stand of name === 'frozen' ? [{ yaw: 0, time: 0 }] : stands()) {
        const frame = await encode(views[name](stand));
        for (let copy = 0; copy < copies; copy++) await file.write(frame);
      }
    } finally {
      await file.close();
    }
    return path;
  };
  return {
    file(name) {
      const making = made.get(name) ?? shoot(name);
      made.set(name, making);
      return making;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A head is never twice at the same place; after one round it is where it began. */
function swayAt(time: number) {
  const length = round.length * (turn.out + turn.back + turn.pause);
  const wave = (times: number, shift: number) => Math.sin((2 * Math.PI * times * time) / length + shift);
  return {
    roll: 1.6 * wave(5, 0) + 0.9 * wave(11, 1),
    shift: { x: 7 * wave(4, 2) + 3 * wave(13, 0), y: 5 * wave(7, 1) - 8 },
  };
}

function stands(): readonly Stand[] {
  const found: Stand[] = [];
  for (const direction of round) {
    for (let time = 0; time < turn.out + turn.back + turn.pause - 1e-9; time += 1 / rate) {
      const way =
        time < turn.pause
          ? 0
          : time < turn.pause + turn.out
            ? (time - turn.pause) / turn.out
            : 1 - (time - turn.pause - turn.out) / turn.back;
      // Heads set off and stop gently.
      const share = (1 - Math.cos(Math.PI * Math.min(1, Math.max(0, way)))) / 2;
      found.push({
        yaw: direction === 'left' ? turn.yaw * share : -turn.yaw * share,
        time: found.length / rate,
      });
    }
  }
  return found;
}

/** @returns what makes a JPEG of a picture. */
export async function createEncoder(): Promise<(image: RgbImage) => Promise<Uint8Array>> {
  const codec = await createJpegCodec();
  return async ({ width, height, data }) => {
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let i = 0; i < width * height; i++) {
      rgba[4 * i] = data[3 * i]!;
      rgba[4 * i + 1] = data[3 * i + 1]!;
      rgba[4 * i + 2] = data[3 * i + 2]!;
    }
    return codec.encode({ width, height, data: rgba });
  };
}

/** The head of one free selfie, straight ahead. */
export async function picturedHead(): Promise<PicturedHead> {
  const selfie = new Uint8Array(await readFile(new URL('../../samples/selfie.jpg', import.meta.url)));
  const inspector = await createNodeInspector();
  const { image, geometry } = await inspector.inspectDetailed(selfie, { inspections: ['orientation'] });
  await inspector.dispose();
  const canonical = JSON.parse(
    new TextDecoder().decode(await createFileModelSource().bytes('canonical-face')),
  ) as { triangles: number[] };
  return {
    image,
    points: Float64Array.from(geometry!.landmarks.flatMap(({ x, y, z }) => [x, y, z])),
    triangles: canonical.triangles,
  };
}
