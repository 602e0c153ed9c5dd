/** Takes: the frames that somebody's page would send, put together from rays. */
import type { CaptureChallenge, TurnDirection } from '@livephoto/core';
import type { Randomness } from './randomness.ts';
import type { Shot } from './ray-library.ts';
import { rayStep } from './rays.ts';

export interface Frame {
  /** Milliseconds since the first frame. */
  readonly at: number;
  readonly shot: Shot;
}

export interface Take {
  /** Whom figures are left out by. */
  readonly person: string;
  readonly frames: readonly Frame[];
  readonly still: Shot;
}

/** A moment of a take before it is said what is seen in it. */
export interface Station {
  readonly direction: TurnDirection;
  /** Number of the view on its ray. */
  readonly view: number;
  /** `start` and `end` are the looks straight ahead before the first and after the last turn. */
  readonly way: 'start' | 'out' | 'back' | 'end';
  /** Which turn of the challenge. */
  readonly turn: number;
  /** One ray for each way out, another for each way back. */
  readonly ray: number;
}

/** Milliseconds between frames: from 30 a second to what a slow telephone manages. */
const intervals = [33, 50, 67, 100, 150];
/** Milliseconds after the last frame at which the still is taken. */
const stillLag = 60;

/**
 * Out to `angle` degrees and back for every turn.
 * @param rays How many rays there are of each direction.
 * @param missed Share of views that a busy page misses.
 */
export function stationsOf(
  challenge: CaptureChallenge,
  angle: number,
  rays: number,
  random: Randomness,
  missed = 0,
): Station[] {
  const farthest = Math.round(angle / rayStep);
  const stations: Station[] = [];
  const free = new Set(Array.from({ length: rays }, (_, ray) => ray));
  // Rays of one number begin at one place whatever their direction, where nobody comes back to by chance: each is used once while there are any.
  const unused = (drawn: number) => {
    for (let i = 0; i < rays; i++) if (free.delete((drawn + i) % rays)) return (drawn + i) % rays;
    return drawn;
  };
  // No view comes twice: the way out leaves its ray's centre to the first look straight ahead, and to the last.
  challenge.turns.forEach((direction, turn) => {
    const drawn = random.below(rays);
    const other = (drawn + 1 + random.below(rays - 1)) % rays;
    const [out, back] = [unused(drawn), unused(other)];
    if (turn === 0) stations.push({ direction, view: 0, way: 'start', turn, ray: out });
    for (let view = 1; view <= farthest; view++) {
      if (view < farthest && random.next() < missed) continue;
      stations.push({ direction, view, way: 'out', turn, ray: out });
    }
    for (let view = farthest; view >= 0; view--) {
      if (view < farthest && view > 0 && random.next() < missed) continue;
      stations.push({ direction, view, way: 'back', turn, ray: back });
    }
    if (turn === challenge.turns.length - 1)
      stations.push({ direction, view: 0, way: 'end', turn, ray: out });
  });
  return stations;
}

export function takeOf(
  person: string,
  stations: readonly Station[],
  rays: number,
  random: Randomness,
  shotOf: (station: Station, index: number) => Shot,
): Take {
  const interval = random.pick(intervals);
  let at = 0;
  const frames = stations.map((station, index) => {
    if (index > 0) at += interval * random.between(0.7, 1.4);
    return { at: Math.round(at), shot: shotOf(station, index) };
  });
  const last = stations.at(-1)!;
  const after: Station = { ...last, ray: (last.ray + 1) % rays };
  return { person, frames, still: shotOf(after, stations.length) };
}

export function stillAt({ frames }: Take): number {
  return frames.at(-1)!.at + stillLag;
}
