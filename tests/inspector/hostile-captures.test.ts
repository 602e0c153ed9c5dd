/** Captures as somebody sends them who means no good, or whose camera is bad: told by name, and never a crash. */
import type { Capture, CaptureChallenge, Inspector } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import { createFilmStudio, type Film } from '../server/harness/film.ts';
import { readSample } from '../server/harness/server.ts';

const challenge = { turns: ['left', 'right'] } as const satisfies CaptureChallenge;

let inspector: Inspector;
let head: Film;
/** Frames of one way, out or back. */
let way: number;
beforeAll(async () => {
  inspector = await createNodeInspector({ policy: drawnHeadPolicy });
  head = await (await createFilmStudio()).head(challenge);
  way = (head.frames.length - 1) / 4;
});
afterAll(() => inspector?.dispose());

/** What was found in the motion of it. */
async function found(frames: Capture['frames'], still = head.still): Promise<string[]> {
  const { inspections } = await inspector.inspectCapture({ frames, still }, challenge);
  return inspections.liveness.findings.map(({ code }) => code);
}

type Change = (picture: Sharp, number: number) => Sharp;
const changed = async (image: Uint8Array, change: Change, number = 0) =>
  new Uint8Array(await change(sharp(image), number).jpeg({ quality: 90 }).toBuffer());
const filmed = (change: Change) =>
  Promise.all(head.frames.map(async ({ at, image }, i) => ({ at, image: await changed(image, change, i) })));

/** Every way back is the way out once more, changed. */
function playedBack(change: Change) {
  return Promise.all(
    head.frames.map(async ({ at, image }, i) => {
      const [turn, place] = [Math.floor((i - 1) / (2 * way)), (i - 1) % (2 * way)];
      if (i === 0 || place < way) return { at, image };
      const source = 2 * way * turn + 2 * way - 1 - place;
      return { at, image: await changed(head.frames[source]!.image, change, i) };
    }),
  );
}

describe('frames that come again', () => {
  it.each<[string, Change]>([
    ['at another quality', (picture) => picture.jpeg({ quality: 50 })],
    ['brighter', (picture) => picture.linear(1.08, 4)],
    ['darker, with less contrast', (picture) => picture.linear(0.7, 20)],
    ['out of focus', (picture) => picture.blur(0.8)],
    [
      'otherwise each time',
      (picture, i) => picture.linear(1 - 0.04 * (i % 4), 3 * (i % 3)).blur(0.4 + 0.1 * (i % 5)),
    ],
  ])('%s are repeated frames', async (_, change) => {
    expect(await found(await playedBack(change))).toContain('frames_repeated');
  });

  it('in a loop are, too, and the second turn is not the one asked for', async () => {
    const loop = head.frames.slice(0, 2 * way + 1);
    const again = await Promise.all(
      loop.slice(1).map(async ({ at, image }) => ({
        at: at + loop.at(-1)!.at,
        image: await changed(image, (picture) => picture.linear(0.9, 0)),
      })),
    );
    const codes = await found([...loop, ...again]);
    expect(codes).toEqual(expect.arrayContaining(['turn_not_followed', 'frames_repeated']));
  });

  it('and frames of somebody else in their middle are told by name', async () => {
    const other = new Uint8Array(
      await sharp(await readSample('sample1.jpg'))
        .resize(300)
        .jpeg()
        .toBuffer(),
    );
    const frames = head.frames.map((frame, i) => (i > 2 && i < 2 * way ? { ...frame, image: other } : frame));
    expect(await found(frames)).toEqual(expect.arrayContaining(['different_faces', 'frames_repeated']));
  });
});

describe('a bad camera', () => {
  it('of five frames a second is good enough, one that stands still on the way is not', async () => {
    const slow = head.frames.map(({ image }, i) => ({ at: 200 * i, image }));
    const still = { ...head.still, at: slow.at(-1)!.at + 60 };
    expect(await found(slow, still)).toEqual([]);
    const stalled = slow.map(({ at, image }, i) => ({ at: i < way ? at : at + 1200, image }));
    expect(await found(stalled, { ...still, at: still.at + 1200 })).toContain('track_interrupted');
  });

  it('in low light is good enough', async () => {
    expect(await found(await filmed((picture) => picture.linear(0.2, 0)))).toEqual([]);
  });
});

describe('frames that are no frames of a camera', () => {
  const refused = (frames: Capture['frames']) =>
    inspector.inspectCapture({ frames, still: head.still }, challenge).catch((error: unknown) => error);

  it('are refused for their size before they are decoded, one by one', async () => {
    const grey = { create: { width: 4000, height: 3000, channels: 3, background: '#876' } } as const;
    const large = new Uint8Array(await sharp(grey).jpeg().toBuffer());
    const tiny = await changed(head.frames[3]!.image, (picture) => picture.resize(150));
    for (const image of [large, tiny]) {
      const error = await refused(head.frames.with(3, { ...head.frames[3]!, image }));
      expect(error).toMatchObject({ type: 'invalid_request', param: 'frames' });
      expect(String(error)).toContain('Frame 4');
    }
  });

  it('are refused in a format that no page sends', async () => {
    const picture = sharp(head.frames[3]!.image);
    for (const file of [picture.clone().webp(), picture.clone().avif({ effort: 0 })]) {
      const image = new Uint8Array(await file.toBuffer());
      const error = await refused(head.frames.with(3, { ...head.frames[3]!, image }));
      expect(error).toMatchObject({ type: 'invalid_request', param: 'frames' });
      expect(String(error)).toMatch(/Frame 4: .*JPG or PNG/);
    }
  });

  it('or come in another order than their times', async () => {
    const late = head.frames.with(4, { ...head.frames[4]!, at: 10 });
    expect(await refused(late)).toMatchObject({ type: 'invalid_request', param: 'frames' });
  });
});
