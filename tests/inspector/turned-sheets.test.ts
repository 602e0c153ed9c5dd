/** A sheet that fills the view: its mesh turns as a head's does, its picture does not. */
import type { Capture, CaptureReport, Inspector } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filmed } from '../../benchmarks/src/accuracy/capture/camera.ts';
import { createRandomness } from '../../benchmarks/src/accuracy/capture/randomness.ts';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import { holdUp } from '../../benchmarks/src/accuracy/capture/scenes/sheets.ts';
import { type PicturedHead, turnHead } from '../../benchmarks/src/accuracy/capture/scenes/turning-head.ts';
import { picturedHead } from '../capture/turning-footage.ts';

type View = (move: ReturnType<typeof swayed>) => PicturedHead['image'];

/** Views on the way there, and on the way back. */
const views = 8;

let inspector: Inspector;
let head: PicturedHead;
beforeAll(async () => {
  inspector = await createNodeInspector();
  head = await picturedHead();
});
afterAll(() => inspector?.dispose());

/** A hand and a head are never still. */
function swayed(yaw: number, step: number) {
  return {
    yaw,
    roll: 1.5 * Math.sin(1.1 * step) + 0.5 * Math.sin(2.7 * step),
    pitch: 1.2 * Math.sin(0.7 * step + 1),
    shift: { x: 5 * Math.sin(0.9 * step), y: 4 * Math.sin(1.3 * step) },
  };
}

/** From one angle to another and back. */
async function film(view: View, from: number, to: number): Promise<Capture> {
  const random = createRandomness(5);
  const frames: { at: number; image: Uint8Array }[] = [];
  for (let step = 0; step <= 2 * views; step++) {
    const yaw = from + ((to - from) * (1 - Math.cos((Math.PI * step) / views))) / 2;
    frames.push({ at: 250 * step, image: await filmed(view(swayed(yaw, step)), {}, random) });
  }
  return { frames, still: { at: 250 * (2 * views + 1), image: frames[0]!.image } };
}

const motionOf = (report: CaptureReport<never>) => report.inspections.liveness.evidence!.motion!;

describe('a turn to the left', () => {
  it('of a head shows depth', async () => {
    const capture = await film((move) => turnHead(head, move), 0, 19);
    const drawn = { policy: drawnHeadPolicy };
    const report = await inspector.inspectCapture(capture, { turns: ['left'] }, drawn);
    expect(report.accepted).toBe(true);
    expect(motionOf(report as never).turns[0]!.depth).toBeGreaterThan(0.4);
  });

  // Farther away, or begun straight ahead, the mesh does not turn far enough; bent ones have other shapes.
  it.each([
    [1, -20, 36],
    [1, -25, 44],
    [1.3, -22, 44],
  ])(
    'of a sheet %s widths from the camera, from %s to %s degrees, shows none',
    async (distance, from, to) => {
      const { image } = head;
      const capture = await film(
        (move) => holdUp(image, image, { ...move, distance, scale: 0.95 }),
        from,
        to,
      );
      const report = await inspector.inspectCapture(capture, { turns: ['left'] });
      const motion = motionOf(report as never);
      // All else is a head's.
      expect(motion.seen).toEqual(['left']);
      expect(motion.turns[0]!.parallax).toBeGreaterThan(0.2);
      expect(motion.turns[0]!.depth).toBeLessThan(0.1);
      expect(report.inspections.liveness.findings.map(({ code }) => code)).toContain('flat_face_suspected');
    },
  );

  it('of paper bent over a cylinder shows depth, and no relief', async () => {
    const { image } = head;
    const bent = { bend: 90, distance: 1.3, scale: 0.95 };
    const capture = await film((move) => holdUp(image, image, { ...move, ...bent }), 0, 40);
    const report = await inspector.inspectCapture(capture, { turns: ['left'] });
    const motion = motionOf(report as never);
    expect(motion.seen).toEqual(['left']);
    expect(motion.turns[0]!.depth).toBeGreaterThan(0.2);
    expect(motion.turns[0]!.relief).toBeLessThan(0.2);
    expect(report.inspections.liveness.findings.map(({ code }) => code)).toContain('flat_face_suspected');
  });
});
