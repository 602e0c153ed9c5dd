/** Which looks have the eyes in one place: of a face they do, by chance they end up in different ones. */
import type { Point } from '../../contract/rgb-image.ts';
import { maxApart, maxTimesAsLarge } from './tuning.ts';

/** The middle between the outer corners of the eyes, and how far apart these are; pixels of the picture. */
export interface Place extends Point {
  readonly width: number;
}

export function placeOfEyes(right: Point, left: Point): Place {
  const x = left.x - right.x;
  const y = left.y - right.y;
  return { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2, width: Math.sqrt(x * x + y * y) };
}

/** The largest number of looks that are all in the place of one of them. */
export function mostInOnePlace<Look>(
  looks: readonly Look[],
  placeOf: (look: Look) => Place,
): readonly Look[] {
  const places = looks.map((look) => ({ look, place: placeOf(look) }));
  let most: readonly Look[] = [];
  for (const { place } of places) {
    const together = places.filter((other) => isSamePlace(place, other.place)).map(({ look }) => look);
    if (together.length > most.length) most = together;
  }
  return most;
}

function isSamePlace(one: Place, other: Place): boolean {
  return (
    Math.abs(other.x - one.x) < maxApart * one.width &&
    Math.abs(other.y - one.y) < maxApart * one.width &&
    Math.max(one.width, other.width) < maxTimesAsLarge * Math.min(one.width, other.width)
  );
}
