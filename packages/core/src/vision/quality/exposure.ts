/** How the face is lit: too dark, burnt out, from one side, and how much its features stand out. */
import { type AlignedPicture, featureZone, zoneOf } from './aligned-picture.ts';
import { differences } from './differences.ts';
import { burntFrom, pictureSide, uniformityBins } from './tuning.ts';

export interface Exposure {
  /** Luminance, 0..255, that 95 of 100 pixels of the face do not exceed: its lit parts, whatever the skin's tone. */
  readonly highlight: number;
  /** Luminance of the middle one of its pixels, 0..255. */
  readonly middle: number;
  /** Share 0..1 of pixels that are burnt out. */
  readonly burnt: number;
  /** Share 0..1 of the 256 levels between the 5th and the 95th of 100 pixels. */
  readonly range: number;
  /** Share 0..1 of the levels that both halves of the face have in common. */
  readonly uniformity: number;
  /** Root mean square of the change over 8 pixels each way, in levels: what features stand out by. */
  readonly contrast: number;
}

/** Cheeks, brows and nose on either side, without what lies in the middle. */
const halves = { left: zoneOf(-5.5, -0.5, -6, 4.5), right: zoneOf(0.5, 5.5, -6, 4.5) } as const;

export function exposure(picture: AlignedPicture): Exposure {
  const { luminance, smooth, kernel } = picture;
  const levels = kernel.histogram(luminance, pictureSide, featureZone, 256);
  const low = percentile(levels, 0.05);
  const highlight = percentile(levels, 0.95);
  let burnt = 0;
  for (let level = burntFrom; level < 256; level++) burnt += levels[level]!;
  const left = kernel.histogram(smooth, pictureSide, halves.left, uniformityBins);
  const right = kernel.histogram(smooth, pictureSide, halves.right, uniformityBins);
  let common = 0;
  for (let bin = 0; bin < uniformityBins; bin++) common += Math.min(left[bin]!, right[bin]!);
  const changes = differences(picture, 'smooth', 8, featureZone);
  return {
    highlight,
    middle: percentile(levels, 0.5),
    burnt,
    range: (highlight - low) / 255,
    uniformity: common,
    contrast: Math.sqrt((changes[0] + changes[1] + changes[2] + changes[3]) / 4),
  };
}

function percentile(levels: Float64Array, share: number): number {
  let sum = 0;
  for (let level = 0; level < levels.length; level++) {
    sum += levels[level]!;
    if (sum >= share) return level;
  }
  return levels.length - 1;
}
