/** Turns a picture upright by its EXIF orientation: whole pixels move, none is computed. */

import type { ExifOrientation } from '../contract/image-info.ts';
import type { RgbImage } from '../contract/rgb-image.ts';

/** How the upright picture walks over the stored one, in stored pixels. */
interface Walk {
  readonly start: number;
  /** From one upright column, or row, to the next. */
  readonly alongX: number;
  readonly alongY: number;
}

/**
 * A copy of `image` turned upright; widths and heights change places for orientations 5 to 8.
 *
 * @param image As stored. Its data may be a view that does not outlive the call.
 */
export function orient(image: RgbImage, orientation: ExifOrientation): RgbImage {
  const { width, height, data } = image;
  if (orientation === 1) return { width, height, data: data.slice(0, width * height * 3) };

  const sideways = orientation >= 5;
  const uprightWidth = sideways ? height : width;
  const uprightHeight = sideways ? width : height;
  const { start, alongX, alongY } = walkOf(orientation, width, height);
  const upright = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < uprightHeight; y++) {
    let from = (start + y * alongY) * 3;
    for (let x = 0; x < uprightWidth; x++) {
      upright[to] = data[from]!;
      upright[to + 1] = data[from + 1]!;
      upright[to + 2] = data[from + 2]!;
      to += 3;
      from += alongX * 3;
    }
  }
  return { width: uprightWidth, height: uprightHeight, data: upright };
}

function walkOf(orientation: ExifOrientation, width: number, height: number): Walk {
  const right = width - 1;
  const bottom = (height - 1) * width;
  switch (orientation) {
    case 1:
      return { start: 0, alongX: 1, alongY: width };
    case 2:
      return { start: right, alongX: -1, alongY: width };
    case 3:
      return { start: bottom + right, alongX: -1, alongY: -width };
    case 4:
      return { start: bottom, alongX: 1, alongY: -width };
    case 5:
      return { start: 0, alongX: width, alongY: 1 };
    case 6:
      return { start: bottom, alongX: -width, alongY: 1 };
    case 7:
      return { start: bottom + right, alongX: -width, alongY: -1 };
    case 8:
      return { start: right, alongX: width, alongY: -1 };
  }
}
