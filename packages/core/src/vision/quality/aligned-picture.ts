/** The aligned face as the quality measures look at it: 60 pixels between the eyes, whatever the photo has. */

import { alignedAffine } from '../obstructions/aligned-face.ts';
import { alignedCentre } from '../obstructions/face-regions.ts';
import { alignedSide, alignedWidth } from '../obstructions/tuning.ts';
import { type Affine, type ImagePyramid, sample } from '../sampling/affine.ts';
import { lumaOf } from '../sampling/luma.ts';
import { pictureSide } from './tuning.ts';

/** A rectangle of the aligned picture, in its pixels; the far edges are not part of it. */
export interface Zone {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A zone by its edges in centimetres of the canonical face: x to the right of the picture, y up, both from between the eyes. */
export function zoneOf(left: number, right: number, bottom: number, top: number): Zone {
  const across = (x: number) => Math.round(((x - alignedCentre.x) / alignedWidth + 0.5) * pictureSide);
  const down = (y: number) => Math.round(((alignedCentre.y - y) / alignedWidth + 0.5) * pictureSide);
  return { left: across(left), right: across(right), top: down(top), bottom: down(bottom) };
}

/** From brow to chin and from temple to temple: what a face is known by. */
export const featureZone = zoneOf(-6, 6, -7, 5);

export interface AlignedPicture {
  /** `pictureSide`² pixels of red, green and blue, 0..255, row by row. */
  readonly rgb: Float32Array;
  /** Their luminance (ITU-R BT.601), 0..255. */
  readonly luminance: Float64Array;
  /** The same, smoothed by a 3 x 3 binomial: what noise is left weighs less. */
  readonly smooth: Float64Array;
}

/** @param points 468 x 3 mesh points, in pixels of `pyramid.image`. */
export function alignPicture(pyramid: ImagePyramid, points: Float64Array): AlignedPicture {
  const { data } = sample(pyramid, scaled(alignedAffine(points), alignedSide / pictureSide), {
    width: pictureSide,
    height: pictureSide,
    layout: 'NHWC',
    colorOrder: 'RGB',
    mean: 0,
    scale: 1,
    outside: 'edge',
  });
  const luminance = new Float64Array(pictureSide * pictureSide);
  for (let i = 0; i < luminance.length; i++) {
    luminance[i] = lumaOf(data, 3 * i);
  }
  return { rgb: data, luminance, smooth: smoothed(luminance, pictureSide, pictureSide) };
}

function scaled({ xx, xy, x0, yx, yy, y0 }: Affine, by: number): Affine {
  return { xx: xx * by, xy: xy * by, x0, yx: yx * by, yy: yy * by, y0 };
}

/** A plane after a 3 x 3 binomial filter; its edges repeat. */
export function smoothed(plane: Float64Array, width: number, height: number): Float64Array {
  const across = new Float64Array(plane.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const before = plane[column > 0 ? at - 1 : at]!;
      const after = plane[column < width - 1 ? at + 1 : at]!;
      across[at] = (before + 2 * plane[at]! + after) / 4;
    }
  }
  const result = new Float64Array(plane.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const above = across[row > 0 ? at - width : at]!;
      const below = across[row < height - 1 ? at + width : at]!;
      result[at] = (above + 2 * across[at]! + below) / 4;
    }
  }
  return result;
}

/** Mean of a plane of the aligned picture over a zone. */
export function meanOver(plane: Float64Array, { left, top, right, bottom }: Zone): number {
  let sum = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) sum += plane[row * pictureSide + column]!;
  }
  return sum / ((right - left) * (bottom - top));
}
