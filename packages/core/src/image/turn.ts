/** What to turn a photo by so that its person stands upright, and which EXIF orientation says so. */
import type { ExifOrientation } from '../contract/image-info.ts';

/** Orientations in which a photo is shown turned by a quarter more each, clockwise: as stored, and mirrored. */
const cycles: readonly (readonly ExifOrientation[])[] = [
  [1, 6, 3, 8],
  [2, 7, 4, 5],
];

/**
 * Quarter turns, clockwise, 0 to 3, that bring a head nearest to upright.
 * @param roll Degrees; > 0 tilts clockwise in the picture.
 */
export function quarterTurns(roll: number): 0 | 1 | 2 | 3 {
  const turns = Math.round(-roll / 90) % 4;
  return ((turns + 4) % 4) as 0 | 1 | 2 | 3;
}

/** The EXIF orientation of a photo stored as it is but shown turned by so many quarters more, clockwise. */
export function turnedOrientation(orientation: ExifOrientation, turns: number): ExifOrientation {
  const cycle = cycles.find((each) => each.includes(orientation))!;
  return cycle[(cycle.indexOf(orientation) + turns) % 4]!;
}
