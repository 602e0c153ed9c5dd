/** Where the picture ends and its letterbox begins: bars say how a picture was fitted, not whether it is genuine. */
import type { Box, RgbImage } from '../../contract/rgb-image.ts';
import { bleed, maxShare, maxSpread, minLines } from './tuning.ts';

/** The part of `image` inside of uniform bars at its edges; all of it when there are none. */
export function pictureArea(image: RgbImage): Box {
  const { width, height } = image;
  const top = barLines(image, height, (line) => ({ start: line * width, step: 1, count: width }));
  const bottom = barLines(image, height, (line) => ({
    start: (height - 1 - line) * width,
    step: 1,
    count: width,
  }));
  const left = barLines(image, width, (line) => ({ start: line, step: width, count: height }));
  const right = barLines(image, width, (line) => ({
    start: width - 1 - line,
    step: width,
    count: height,
  }));
  return { x: left, y: top, width: width - left - right, height: height - top - bottom };
}

/** Pixel indices of one row or column. */
interface Line {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** How many lines from one side are a bar, what bled into the picture included. */
function barLines(image: RgbImage, lines: number, lineAt: (index: number) => Line): number {
  const most = Math.floor(lines * maxShare);
  let count = 0;
  while (count < most && isBar(image, lineAt(count))) count++;
  return count < minLines ? 0 : Math.min(most, count + bleed);
}

/** Any colour will do: what makes a bar is that nothing in it differs. */
function isBar({ data }: RgbImage, { start, step, count }: Line): boolean {
  for (let channel = 0; channel < 3; channel++) {
    let lowest = 255;
    let highest = 0;
    for (let i = 0, at = start * 3 + channel; i < count; i++, at += step * 3) {
      const level = data[at]!;
      if (level < lowest) lowest = level;
      if (level > highest) highest = level;
      if (highest - lowest > maxSpread) return false;
    }
  }
  return true;
}
