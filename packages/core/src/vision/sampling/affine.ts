/** Reads a transformed picture out of another one, as the tensor that a network wants. */

import type { Tensor } from '../../contract/ports.ts';
import type { Point, RgbImage } from '../../contract/rgb-image.ts';
import type { PixelKernel } from './pixel-kernel.ts';
import { scalarKernel } from './scalar-kernel.ts';

/**
 * Maps a pixel position of the output to a position in the source:
 * `x = xx * u + xy * v + x0`, `y = yx * u + yy * v + y0`, where pixel centres lie at + 0.5.
 */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** A square region, possibly rotated: `cos` and `sin` are of its clockwise angle in the picture. */
export interface Region {
  readonly centre: Point;
  /** Side, in pixels of the picture. */
  readonly size: number;
  readonly cos: number;
  readonly sin: number;
}

/** The transform that fills a `size` x `size` output with `region`. */
export function regionAffine(region: Region, size: number): Affine {
  const scale = region.size / size;
  const xx = region.cos * scale;
  const yx = region.sin * scale;
  const half = size / 2;
  return {
    xx,
    xy: -yx,
    x0: region.centre.x - xx * half + yx * half,
    yx,
    yy: xx,
    y0: region.centre.y - yx * half - xx * half,
  };
}

/** The transform that fills an output of the given size with an axis-aligned box. */
export function boxAffine(
  box: { x: number; y: number; width: number; height: number },
  size: { width: number; height: number },
): Affine {
  return { xx: box.width / size.width, xy: 0, x0: box.x, yx: 0, yy: box.height / size.height, y0: box.y };
}

/** The view of an input of `size` whose middle lies on `centre`, `step` pixels of the picture to one of the input. */
export function turnedView(
  centre: { x: number; y: number },
  step: number,
  { cos, sin }: { cos: number; sin: number },
  size: { width: number; height: number },
): Affine {
  const xx = cos * step;
  const yx = sin * step;
  return {
    xx,
    xy: -yx,
    x0: centre.x - (xx * size.width - yx * size.height) / 2,
    yx,
    yy: xx,
    y0: centre.y - (yx * size.width + xx * size.height) / 2,
  };
}

/** The same view of `width` pixels with left and right swapped. */
export function mirrored(view: Affine, width: number): Affine {
  return {
    ...view,
    xx: -view.xx,
    yx: -view.yx,
    x0: view.x0 + view.xx * width,
    y0: view.y0 + view.yx * width,
  };
}

/** Where a point of the output lies in the source. */
export function applyAffine(affine: Affine, u: number, v: number): Point {
  return {
    x: affine.xx * u + affine.xy * v + affine.x0,
    y: affine.yx * u + affine.yy * v + affine.y0,
  };
}

export interface SampleOptions {
  readonly width: number;
  readonly height: number;
  readonly layout: 'NCHW' | 'NHWC';
  readonly colorOrder: 'RGB' | 'BGR';
  /** Value written for a pixel value p: `(p - mean) / scale`. */
  readonly mean: number;
  readonly scale: number;
  /** What lies outside the picture: its nearest edge pixel, or a grey level 0..255. */
  readonly outside: 'edge' | number;
}

/**
 * Bilinear sampling of `image` through `affine`. Shrinking by more than a factor of two reads from a half-size
 * copy of `pyramid`, so that fine texture does not alias.
 *
 * Only additions, multiplications and square roots are used: the result is equal in every bit on every engine.
 */
export function sample(pyramid: ImagePyramid, affine: Affine, options: SampleOptions): Tensor {
  const step = Math.sqrt(Math.abs(affine.xx * affine.yy - affine.xy * affine.yx));
  const { image, shrink } = pyramid.atLeast(step);
  const { width, height, layout, colorOrder, mean, scale, outside } = options;
  const plane = layout === 'NCHW' ? width * height : 1;
  const isRgb = colorOrder === 'RGB';
  const gain = 1 / scale;
  const offset = -mean / scale;
  const data = pyramid.kernel.sample(image, affine, {
    width,
    height,
    inverse: 1 / shrink,
    start: isRgb ? 0 : 2 * plane,
    plane: isRgb ? plane : -plane,
    stride: layout === 'NCHW' ? 1 : 3,
    gain,
    offset,
    fill: outside === 'edge' ? undefined : outside * gain + offset,
  });
  const dims = layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3];
  return { data, dims };
}

/** A picture and its halves, made when first asked for. */
export class ImagePyramid {
  private readonly levels: RgbImage[];

  constructor(
    readonly image: RgbImage,
    readonly kernel: PixelKernel = scalarKernel,
  ) {
    this.levels = [image];
  }

  /** The smallest level that is still at least as fine as one pixel every `step` pixels of the full picture. */
  atLeast(step: number): { image: RgbImage; shrink: number } {
    let level = 0;
    let shrink = 1;
    while (shrink * 2 <= step) {
      const next = this.levels[level + 1] ?? this.kernel.halve(this.levels[level]!);
      if (next === undefined) break;
      this.levels[level + 1] = next;
      level += 1;
      shrink *= 2;
    }
    return { image: this.levels[level]!, shrink };
  }
}
