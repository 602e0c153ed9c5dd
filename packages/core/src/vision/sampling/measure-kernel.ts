/** The loops of measures over pixels, as a kernel has them. */
import type { Box, RgbImage } from '../../contract/rgb-image.ts';

/** A rectangle of a plane, in its values; the far edges are not part of it. */
export interface Zone {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One number for each direction: across, down, diagonally down, diagonally up. */
export type ByDirection = readonly [number, number, number, number];

/** Planes hold a number of 64 bits for each pixel, row by row, and are not written to once they are there. */
export interface MeasureKernel {
  /**
   * Luminance (`lumaOf`) of `width * height` pixels of red, green and blue side by side, and the same after a 3 x 3 binomial
   * whose edges repeat. `width` is even.
   */
  luminances(rgb: Float32Array, width: number, height: number): Luminances;
  /**
   * Sums, over a zone of a square plane, of the squared differences between what lies `step` before and after each value, and
   * `slant` rows and columns off along the diagonals.
   */
  squaredDifferences(plane: Float64Array, side: number, reach: Reach, zone: Zone): ByDirection;
  /** Sum, over a zone of a square plane, of how far each value is from what its eight neighbours say (Immerkær 1996). */
  grain(plane: Float64Array, side: number, zone: Zone): number;
  /**
   * Of each square cell of a square plane, row by row, by turns: the sum of its values, and of how much they change across
   * within it.
   */
  cellSums(plane: Float64Array, side: number, cell: number): Float64Array;
  /** Shares 0..1 of a zone's values, of a square plane, in each of `count` equal bins of 0..255. */
  histogram(plane: Float64Array, side: number, zone: Zone, count: number): Float64Array;
  /** How strong the edges of a plane are, by direction, row and column of cells: see `EdgeCells`. */
  edgeSums(plane: Float64Array, cells: EdgeCells): Float64Array;
  /**
   * Of each square cell of a plane of 32-bit numbers, row by row, by turns: how much it changes to the right and how much
   * downwards, from each value but those of its last row and column.
   */
  cellChanges(plane: Float32Array, width: number, cell: number): Float64Array;
  /**
   * How much luminance changes within a box of whole pixels from each column to the next and from each row to the next, in
   * 256ths of a level. A column lies left of the box.
   */
  changes(image: RgbImage, box: Box): Changes;
  /** Heights of the brightest way around a middle, one for each ray: see `RimView`. */
  brightestWay(image: RgbImage, view: RimView): Float64Array;
}

export interface Luminances {
  readonly luminance: Float64Array;
  readonly smooth: Float64Array;
}

export interface Reach {
  readonly step: number;
  readonly slant: number;
}

export interface EdgeCells {
  readonly width: number;
  readonly height: number;
  /** Side of a cell, of which width and height hold a whole number. */
  readonly cell: number;
  /** Cosine and sine of each, by turns. */
  readonly directions: Float64Array;
  /** Only what is beyond this share of an edge's whole strength counts for a direction. */
  readonly aside: number;
}

export interface Changes {
  readonly columns: Uint32Array;
  readonly rows: Uint32Array;
}

/** Rays over a picture, clockwise, in pixels of one that is `shrink` times as large. */
export interface RimView {
  readonly shrink: number;
  /** The larger picture's: what lies less than a pixel from its edges has no height. */
  readonly columns: number;
  readonly rows: number;
  /** Where rays would begin. */
  readonly x: number;
  readonly y: number;
  /** Ways of the rays, x and y by turns. */
  readonly ways: Float64Array;
  /** How far the first point of a ray lies from their beginning, how far the next from it, and how many there are. */
  readonly near: number;
  readonly step: number;
  readonly points: number;
  /** What is as wide as this many points is no ridge. */
  readonly window: number;
  /** Heights are no greater than this, in levels. */
  readonly cap: number;
  /** Points by which the way may come nearer or go farther from one ray to the next. */
  readonly maxMove: number;
}
