/** How a head, or whatever is held up in its place, moves when a challenge is followed. */
import type { CaptureChallenge, TurnDirection } from '@livephoto/core';
import type { Randomness } from './randomness.ts';

export interface Stand {
  /** Milliseconds since the first frame. */
  readonly at: number;
  /** Degrees: yaw > 0 to the picture's right, pitch > 0 up. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Where the head is beside where it began, in shares of the picture's width. */
  readonly shift: { readonly x: number; readonly y: number };
}

/** Degrees between two frames, about; milliseconds between them. */
const step = 6;
const interval = { low: 70, high: 160 };

/**
 * Out to `angle` degrees and back for every turn, with the small motions that nobody can help.
 * @param angle Degrees of every turn.
 */
export function pathOf(challenge: CaptureChallenge, angle: number, random: Randomness): Stand[] {
  const targets: { direction?: TurnDirection; size: number }[] = [{ size: 0 }, { size: 0 }];
  for (const direction of challenge.turns) {
    const count = Math.max(2, Math.round(angle / step));
    for (let i = 1; i <= count; i++) targets.push({ direction, size: (angle * i) / count });
    targets.push({ direction, size: angle });
    for (let i = count - 1; i >= 0; i--) targets.push({ direction, size: (angle * i) / count });
  }
  targets.push({ size: 0 });
  const drift = { x: random.normal(0.0015), y: random.normal(0.0015), roll: random.normal(0.15) };
  let at = 0;
  return targets.map(({ direction, size }, i) => {
    if (i > 0) at += random.between(interval.low, interval.high);
    return {
      at: Math.round(at),
      yaw: (direction === 'left' ? size : direction === 'right' ? -size : 0) + random.normal(0.5),
      pitch: (direction === 'up' ? size : -0.08 * size) + random.normal(0.5),
      roll: i * drift.roll + random.normal(0.4),
      shift: { x: i * drift.x + random.normal(0.003), y: i * drift.y + random.normal(0.003) },
    };
  });
}

/** Degrees of the head beside how it began, without what the hand adds. */
export function angleOf({ yaw, pitch }: Stand): number {
  return Math.max(Math.abs(yaw), Math.abs(pitch));
}
