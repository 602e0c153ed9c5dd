/** Whether the face has the colours of one: no negative, no swapped channels, no skin in green or blue. */
import { type AlignedPicture, meanOver, type Zone, zoneOf } from './aligned-picture.ts';
import { pictureSide } from './tuning.ts';

export interface Colour {
  /**
   * How much redder than blue, and than green, the skin is, over its sum of all three; the smaller of both. Skin of every
   * tone is above 0 in every light that photos are taken in; grey photos have 0.
   */
  readonly warmth: number;
  /** How much brighter the cheeks are than the eyes, in contrasts of `exposure`: below 0 in a negative. */
  readonly polarity: number;
}

const cheeks: readonly Zone[] = [zoneOf(-5, -2.8, -2, 0), zoneOf(2.8, 5, -2, 0)];
/** Between the lids, where iris and lashes are. */
const eyes: readonly Zone[] = [zoneOf(-4.4, -1.9, 2, 3.2), zoneOf(1.9, 4.4, 2, 3.2)];

/** @param contrast Of `exposure`: polarity is told in it, so that dim photos count as bright ones do. */
export function naturalColour({ rgb, smooth }: AlignedPicture, contrast: number): Colour {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (const { left, top, right, bottom } of cheeks) {
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const at = 3 * (row * pictureSide + column);
        red += rgb[at]!;
        green += rgb[at + 1]!;
        blue += rgb[at + 2]!;
      }
    }
  }
  const sum = red + green + blue;
  const brighter = mean(smooth, cheeks) - mean(smooth, eyes);
  return {
    warmth: sum > 0 ? (red - Math.max(green, blue)) / sum : 0,
    polarity: contrast > 0 ? brighter / contrast : 0,
  };
}

function mean(plane: Float64Array, zones: readonly Zone[]): number {
  return zones.reduce((sum, zone) => sum + meanOver(plane, zone), 0) / zones.length;
}
