/** The aligned face as the quality measures look at it: 60 pixels between the eyes, whatever the photo has. */

import { alignedAffine } from '../obstructions/aligned-face.ts';
import { alignedCentre } from '../obstructions/face-regions.ts';
import { alignedSide, alignedWidth } from '../obstructions/tuning.ts';
import { type Affine, type ImagePyramid, sample } from '../sampling/affine.ts';
import type { Luminances, MeasureKernel, Zone } from '../sampling/measure-kernel.ts';
import { pictureSide } from './tuning.ts';

export type { Zone };

/** A zone by its edges in centimetres of the canonical face: x to the right of the picture, y up, both from between the eyes. */
export function zoneOf(left: number, right: number, bottom: number, top: number): Zone {
  const across = (x: number) => Math.round(((x - alignedCentre.x) / alignedWidth + 0.5) * pictureSide);
  const down = (y: number) => Math.round(((alignedCentre.y - y) / alignedWidth + 0.5) * pictureSide);
  return { left: across(left), right: across(right), top: down(top), bottom: down(bottom) };
}

/** From brow to chin and from temple to temple: what a face is known by. */
export const featureZone = zoneOf(-6, 6, -7, 5);

export interface AlignedPicture extends Luminances {
  /** `pictureSide`² pixels of red, green and blue, 0..255, row by row. */
  readonly rgb: Float32Array;
  /** What reads them. */
  readonly kernel: MeasureKernel;
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
  const { kernel } = pyramid;
  return { rgb: data, kernel, ...kernel.luminances(data, pictureSide, pictureSide) };
}

function scaled({ xx, xy, x0, yx, yy, y0 }: Affine, by: number): Affine {
  return { xx: xx * by, xy: xy * by, x0, yx: yx * by, yy: yy * by, y0 };
}

/** Mean of a plane of the aligned picture over a zone. */
export function meanOver(plane: Float64Array, { left, top, right, bottom }: Zone): number {
  let sum = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) sum += plane[row * pictureSide + column]!;
  }
  return sum / ((right - left) * (bottom - top));
}
