/** How a head, or whatever is held up in its place, turns: rays from the centre outwards that takes are put together from. */
import type { TurnDirection } from '@livephoto/core';
import type { Randomness } from './randomness.ts';

export interface Stand {
  /** Degrees: yaw > 0 to the picture's right, pitch > 0 up. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Where the head is beside where it began, in shares of the picture's width. */
  readonly shift: { readonly x: number; readonly y: number };
}

/** Degrees from one view of a ray to the next. */
export const rayStep = 5;

/**
 * Share of the picture's width that somebody who comes back from a turn sits beside where they sat: in the one film of a head
 * that turns there is, frames with a turn between them differ five times as much as the policy asks.
 */
const elsewhere = 0.012;

/**
 * From the centre out to `angle` degrees, a view every five, with the small motions that nobody can help. No two rays are
 * the same ones, so a way back on another ray is no way out played backwards.
 * @param ray Number of the ray: neighbours lie apart.
 */
export function rayStands(direction: TurnDirection, angle: number, ray: number, random: Randomness): Stand[] {
  const count = Math.round(angle / rayStep);
  const roll = random.normal(1);
  // Three around the centre, and a fourth, which would come to lie on the first one, between two of them and twice as far out: as far from
  // its neighbours as they are from each other.
  const isFourth = ray % 4 === 3;
  const side = (isFourth ? Math.PI / 3 : (ray * 2 * Math.PI) / 3) + random.normal(0.3);
  const away = isFourth ? 2 * elsewhere : elsewhere;
  const from = {
    x: away * Math.cos(side) + random.normal(0.003),
    y: away * Math.sin(side) + random.normal(0.003),
  };
  return Array.from({ length: count + 1 }, (_, i) => {
    const size = i * rayStep;
    return {
      yaw: (direction === 'left' ? size : direction === 'right' ? -size : 0) + random.normal(0.5),
      pitch: (direction === 'up' ? size : -0.08 * size) + random.normal(0.5),
      roll: roll + random.normal(0.3),
      shift: { x: from.x + random.normal(0.003), y: from.y + random.normal(0.003) },
    };
  });
}

/** Degrees of the head beside how it began, without what the hand adds. */
export function angleOf({ yaw, pitch }: Stand): number {
  return Math.max(Math.abs(yaw), Math.abs(pitch));
}
