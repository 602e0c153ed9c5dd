/** How plain the background beside the head is. */
import { type AlignedPicture, type Zone, zoneOf } from './aligned-picture.ts';
import { differences } from './differences.ts';

/** Beside the ears, above the shoulders: hair and clothes seldom reach there. */
const beside: readonly Zone[] = [zoneOf(-9.5, -8.2, -2, 6), zoneOf(8.2, 9.5, -2, 6)];

/** Root mean square of the change over 4 pixels, in levels, of the plainer side: hair may hang over one. */
export function backgroundChange(picture: AlignedPicture): number {
  const sides = beside.map((zone) => {
    const changes = differences(picture, 'smooth', 4, zone);
    return (changes[0] + changes[1] + changes[2] + changes[3]) / 4;
  });
  return Math.sqrt(Math.min(...sides));
}
