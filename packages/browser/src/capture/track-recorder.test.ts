import { limitsFor, policies, seenTurns, type TrackedFace, type TurnDirection } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import { turning } from './capture-limits.ts';
import { TrackRecorder, type TrackStep } from './track-recorder.ts';

const { motion } = policies.default;
const face = (yaw: number, pitch = 0): TrackedFace => ({
  yaw,
  pitch,
  roll: 0,
  box: { x: 0, y: 0, width: 1, height: 1 },
});

/** Angles on the way out and back, and straight ahead after it. */
function way(direction: TurnDirection, far = 22, step = 2): TrackedFace[] {
  const sizes: number[] = [];
  for (let size = 0; size <= far; size += step) sizes.push(size);
  const all = [...sizes, ...sizes.toReversed(), 0, 0, 0, 0, 0, 0, 0, 0];
  const sign = direction === 'right' ? -1 : 1;
  return all.map((size) => (direction === 'up' ? face(0, size) : face(sign * size)));
}

const still = Array<TrackedFace>(6).fill(face(0));

/** Feeds a frame each `interval` milliseconds, and keeps the times of the track as the element does. */
function film(wanted: readonly TurnDirection[], faces: readonly (TrackedFace | null)[], interval = 80) {
  const recorder = new TrackRecorder(wanted, motion);
  const steps: TrackStep[] = [];
  let kept: { readonly at: number; readonly yaw: number; readonly pitch: number }[] = [];
  for (const [i, each] of faces.entries()) {
    const at = i * interval;
    const step = recorder.feed(at, each);
    if (step.restarted) kept = [];
    if (step.keep) kept.push({ at, yaw: each?.yaw ?? 0, pitch: each?.pitch ?? 0 });
    if (step.drop !== undefined) kept.splice(step.drop, 1);
    steps.push(step);
    if (step.end) break;
  }
  const cues = steps.map(({ cue }) => cue).filter((cue, i, all) => cue !== all[i - 1]);
  return { steps, cues, kept, end: steps.at(-1)!.end };
}

describe('a recorder', () => {
  it.each([[['left']], [['right', 'left']], [['up', 'left']], [['left', 'up', 'right', 'left']]] as [
    TurnDirection[],
  ][])('follows %j to its end, with frames as the server asks for them', (wanted) => {
    const { cues, kept, end, steps } = film(wanted, [
      ...still,
      ...wanted.flatMap((direction) => way(direction)),
    ]);
    expect(end).toBe('done');
    expect(cues).toEqual(['straight', ...wanted.flatMap((direction) => [direction, 'back']), 'hold']);
    expect(kept.length).toBeGreaterThanOrEqual(turning.minFrames);
    expect(kept.length).toBeLessThanOrEqual(turning.maxFrames);
    for (let i = 1; i < kept.length; i++) {
      expect(kept[i]!.at - kept[i - 1]!.at).toBeLessThanOrEqual(motion.maxGap);
      expect(Math.abs(kept[i]!.yaw - kept[i - 1]!.yaw)).toBeLessThan(motion.maxStep);
    }
    const shares = steps.map(({ share }) => share);
    expect(Math.max(...shares)).toBe(1);
    expect(Math.min(...shares)).toBe(0);
  });

  it('begins again after another turn, and says so until the head is straight', () => {
    const { cues, end, kept } = film(['left'], [...still, ...way('right'), ...way('left')]);
    expect(cues).toEqual(['straight', 'left', 'other_way', 'left', 'back', 'hold']);
    expect(end).toBe('done');
    expect(Math.min(...kept.map(({ yaw }) => yaw))).toBeGreaterThan(-9.5);
  });

  it('begins again when the face is lost, jumps, or no frame came for long', () => {
    const lost = film(['left'], [...still, face(4), null, ...still, ...way('left')]);
    expect(lost.cues.slice(1, 3)).toEqual(['left', 'lost']);
    expect(lost.end).toBe('done');
    const jumped = film(['left'], [...still, face(20), ...still, ...way('left')]);
    expect(jumped.cues.slice(1, 3)).toEqual(['left', 'slower']);
    expect(jumped.end).toBe('done');
    const slow = film(['left'], way('left'), motion.maxGap + 50);
    expect(slow.end).toBeUndefined();
    expect(slow.kept.length).toBeLessThan(2);
  });

  it('follows a head on a device that looks less than twice a second', () => {
    const slow = film(['left'], [...still, ...way('left', 24, 4)], 0.6 * motion.maxGap);
    expect(slow.cues).toEqual(['straight', 'left', 'back', 'hold']);
    expect(slow.end).toBe('done');
    for (let i = 1; i < slow.kept.length; i++) {
      expect(slow.kept[i]!.at - slow.kept[i - 1]!.at).toBeLessThanOrEqual(motion.maxGap);
    }
  });

  it('waits for a straight head, and does not take a small turn for one', () => {
    const { cues, end } = film(['left'], [face(18), face(15), ...still, ...way('left', 8), ...way('left')]);
    expect(cues).toEqual(['straight', 'left', 'back', 'hold']);
    expect(end).toBe('done');
  });

  it('keeps one of two frames that may be the same picture of a slow camera', () => {
    // Every picture comes five times, 33 ms apart, and the mesh sees it a little otherwise each time.
    const slow = [...still, ...way('left', 22, 1.5)].flatMap(({ yaw }) =>
      [0, 0.9, -0.5, 0.4, -0.9].map((noise) => face(yaw + noise)),
    );
    const { kept, end } = film(['left'], slow, 33);
    expect(end).toBe('done');
    expect(Math.max(...kept.map(({ yaw }) => yaw))).toBeGreaterThan(motion.minYaw + turning.margin.yaw);
    for (let i = 2; i < kept.length; i++) {
      const isFar = Math.abs(kept[i]!.yaw - kept[i - 1]!.yaw) >= turning.twins.angle;
      expect(isFar || kept[i]!.at - kept[i - 1]!.at >= turning.twins.time).toBe(true);
    }
  });

  it('remembers a look straight ahead that was short, between two turns', () => {
    // The way back ends 6.6° aside, and one look nearer to the centre is less than a step from there.
    const quick = [
      ...[0, 5, 10, 13, 17, 17, 11, 9].map((pitch) => face(-3, pitch)),
      ...[-6.6, -3.2, -7.8, -11.8, -14.8, -19.8, -21, -16.8, -11.4, -7.8, -3, 0].map((yaw) => face(yaw, 2)),
    ];
    const { cues, kept, end } = film(['up', 'right'], [...still, ...quick, ...still]);
    expect(cues).toEqual(['straight', 'up', 'back', 'right', 'back', 'hold']);
    expect(end).toBe('done');
    // The server sees both turns, each with its way back, in what is kept.
    const [first] = kept;
    const angles = kept.map(({ yaw, pitch }) => ({ yaw: yaw - first!.yaw, pitch: pitch - first!.pitch }));
    expect(seenTurns(angles, limitsFor(['up', 'right'], motion))).toMatchObject([
      { direction: 'up', returned: true },
      { direction: 'right', returned: true },
    ]);
  });

  it('keeps the look that shows the way back, though the next one is nearly the same', () => {
    // Wavers at the edge of what counts as straight, as a slow camera's pictures do.
    const edge = [0, 6, 12, 18, 20, 14, 9, 4.4, 5.2, 5.6, 7].map((yaw) => face(yaw));
    const { cues, end } = film(
      ['left', 'right'],
      [...still, ...edge, ...way('right').slice(0, -6), ...still],
    );
    expect(cues).toEqual(['straight', 'left', 'back', 'right', 'back', 'hold']);
    expect(end).toBe('done');
  });

  it('asks for turns, and for looks straight ahead, that the server sees as well, though it reads frames otherwise', () => {
    // A head that does no more than it has to, and comes back no nearer.
    const barely = (far: number, near: number) =>
      [0, 3, 6, far, far, 6, near, near, near, near, near, near, near, near].map((pitch) => face(0, pitch));
    for (const far of [8, 8.5, 9, 9.5, 10, 11]) {
      for (const near of [0, 3, 4, 4.5, 5, 6]) {
        const { kept, end } = film(['up', 'left'], [...still, ...barely(far, near), ...way('left')]);
        if (end !== 'done') continue;
        const read = kept.map(({ yaw, pitch }) => ({ yaw, pitch: pitch > 7 ? pitch - 2.8 : pitch + 1.9 }));
        const seen = seenTurns(read, limitsFor(['up', 'left'], motion));
        expect(seen, `${far} and back to ${near}`).toMatchObject([
          { direction: 'up', returned: true },
          { direction: 'left', returned: true },
        ]);
      }
    }
    expect(film(['up', 'left'], [...still, ...barely(10, 3), ...way('left')]).end).toBe('done');
  });

  it('does not mind a chin that wanders where no turn up is asked for', () => {
    const wandering = way('left').map(({ yaw }, i) => face(yaw, i % 4 === 0 ? 7 : 2));
    expect(film(['left'], [...still, ...wandering]).cues).toEqual(['straight', 'left', 'back', 'hold']);
    // Nor while a turn to a side comes next.
    expect(film(['left', 'up'], [...still, ...wandering]).cues).toEqual(['straight', 'left', 'back', 'up']);
  });

  it('gives up on whom it does not see move, with enough to be sent', () => {
    const { end, kept, cues } = film(['left'], Array<TrackedFace>(400).fill(face(1)));
    expect({ end, cues }).toEqual({ end: 'stuck', cues: ['straight', 'left'] });
    expect(kept.length).toBeGreaterThanOrEqual(turning.minFrames);
    expect(kept.length).toBeLessThanOrEqual(turning.maxFrames);
  });
});
