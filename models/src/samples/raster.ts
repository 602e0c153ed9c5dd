/** Pictures in memory and the few things that samples do to them: place, mirror, turn, store turned. */

/** Upright RGBA, 8 bits a channel, row by row from the top left. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Where a value of the EXIF tag Orientation finds its pixels. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export function createRaster(width: number, height: number): Raster {
  return { width, height, data: new Uint8ClampedArray(width * height * 4) };
}

export function mirror(source: Raster): Raster {
  return remap(source, source.width, source.height, (x, y) => [source.width - 1 - x, y]);
}

/** A quarter turn clockwise. */
export function turnRight(source: Raster): Raster {
  return remap(source, source.height, source.width, (x, y) => [y, source.height - 1 - x]);
}

/**
 * The pixels as a camera stores them that writes `orientation` beside them: a reader that follows the tag sees `source`
 * again. Table of EXIF 2.32, tag 0x0112: which sides of the picture the first row and the first column show.
 */
export function storeAs(source: Raster, orientation: ExifOrientation): Raster {
  const { width, height } = source;
  const isTransposed = orientation >= 5;
  const isFromRight = [2, 3, 6, 7].includes(orientation);
  const isFromBottom = [3, 4, 7, 8].includes(orientation);
  return remap(source, isTransposed ? height : width, isTransposed ? width : height, (column, row) => {
    const [x, y] = isTransposed ? [row, column] : [column, row];
    return [isFromRight ? width - 1 - x : x, isFromBottom ? height - 1 - y : y];
  });
}

export interface Placement {
  readonly width: number;
  readonly height: number;
  /** A point of the source, in pixels. */
  readonly from: readonly [x: number, y: number];
  /** Where it comes to lie in the result, in pixels. */
  readonly to: readonly [x: number, y: number];
  /** Pixels of the result for one of the source. */
  readonly scale: number;
  /** Degrees by which the picture is turned clockwise. */
  readonly turn: number;
}

/** Turns, scales and moves with Catmull-Rom interpolation; beyond its edge the source goes on as its last pixel. */
export function place(source: Raster, { width, height, from, to, scale, turn }: Placement): Raster {
  const result = createRaster(width, height);
  const cos = Math.cos((turn * Math.PI) / 180) / scale;
  const sin = Math.sin((turn * Math.PI) / 180) / scale;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [dx, dy] = [column - to[0], row - to[1]];
      sample(
        source,
        from[0] + cos * dx + sin * dy,
        from[1] - sin * dx + cos * dy,
        result.data,
        (row * width + column) * 4,
      );
    }
  }
  return result;
}

function sample(source: Raster, x: number, y: number, into: Uint8ClampedArray, at: number): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [catmullRom(x - left), catmullRom(y - top)];
  const sums = [0, 0, 0];
  for (let j = 0; j < 4; j++) {
    const row = clamp(top + j - 1, source.height) * source.width;
    for (let i = 0; i < 4; i++) {
      const weight = across[i]! * down[j]!;
      const pixel = (row + clamp(left + i - 1, source.width)) * 4;
      for (let channel = 0; channel < 3; channel++) sums[channel]! += weight * source.data[pixel + channel]!;
    }
  }
  into.set(sums, at);
  into[at + 3] = 255;
}

/** Weights of the four neighbours of a point `t` (0..1) of the way between the middle two. */
function catmullRom(t: number): number[] {
  return [
    t * (-0.5 + t * (1 - 0.5 * t)),
    1 + t * t * (-2.5 + 1.5 * t),
    t * (0.5 + t * (2 - 1.5 * t)),
    t * t * (-0.5 + 0.5 * t),
  ];
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}

function remap(
  source: Raster,
  width: number,
  height: number,
  origin: (column: number, row: number) => readonly [number, number],
): Raster {
  const result = createRaster(width, height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = origin(column, row);
      const pixel = (y * source.width + x) * 4;
      result.data.set(source.data.subarray(pixel, pixel + 4), (row * width + column) * 4);
    }
  }
  return result;
}
