/** Pixels as every stage of the pipeline sees them: upright, 8-bit RGB, rows without padding. */

export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** `width * height * 3` bytes, R G B, top-left first. */
  readonly data: Uint8Array;
}

/** In pixels, from the upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Axis-aligned, origin top left, in pixels. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}
