/** Reads a transformed picture out of another one, as the tensor that a network wants. */
import type { Point, RgbImage } from '../image/rgb-image.ts';
import type { Tensor } from '../ports.ts';

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
  const { width, height, layout, colorOrder, outside } = options;
  const { data, width: sourceWidth, height: sourceHeight } = image;
  const out = new Float32Array(width * height * 3);
  const plane = layout === 'NCHW' ? width * height : 1;
  const stride = layout === 'NCHW' ? 1 : 3;
  const red = colorOrder === 'RGB' ? 0 : 2 * plane;
  const blue = colorOrder === 'RGB' ? 2 * plane : 0;
  const nextPlane = colorOrder === 'RGB' ? plane : -plane;
  const gain = 1 / options.scale;
  const offset = -options.mean / options.scale;
  const filled = outside !== 'edge';
  const fill = filled ? outside * gain + offset : 0;
  const inverse = 1 / shrink;
  const lastX = sourceWidth - 1;
  const lastY = sourceHeight - 1;
  const rowBytes = sourceWidth * 3;
  const { x0, y0 } = affine;
  // What a column adds to x and to y, for every row alike.
  const columnX = new Float64Array(width);
  const columnY = new Float64Array(width);
  for (let u = 0; u < width; u++) {
    columnX[u] = affine.xx * (u + 0.5);
    columnY[u] = affine.yx * (u + 0.5);
  }
  const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < lastX && y < lastY;
  /** Writes a pixel some of whose four neighbours lie outside. */
  const writeEdge = (index: number, x: number, y: number) => {
    if (filled && (x <= -1 || y <= -1 || x >= sourceWidth || y >= sourceHeight)) {
      for (let channel = 0; channel < 3; channel++) out[index + channel * plane] = fill;
      return;
    }
    const left = Math.floor(x);
    const top = Math.floor(y);
    const fx = x - left;
    const fy = y - top;
    const x1 = within(left, lastX) * 3;
    const x2 = within(left + 1, lastX) * 3;
    const row1 = within(top, lastY) * rowBytes;
    const row2 = within(top + 1, lastY) * rowBytes;
    const wa = (1 - fx) * (1 - fy);
    const wb = fx * (1 - fy);
    const wc = (1 - fx) * fy;
    const wd = fx * fy;
    for (let channel = 0, to = index + red; channel < 3; channel++, to += nextPlane) {
      const a = data[row1 + x1 + channel]!;
      const b = data[row1 + x2 + channel]!;
      const c = data[row2 + x1 + channel]!;
      const d = data[row2 + x2 + channel]!;
      out[to] = (a * wa + b * wb + c * wc + d * wd) * gain + offset;
    }
  };
  for (let v = 0, row = 0; v < height; v++, row += width * stride) {
    const rowX = affine.xy * (v + 0.5);
    const rowY = affine.yy * (v + 0.5);
    const xAt = (u: number) => (columnX[u]! + rowX + x0) * inverse - 0.5;
    const yAt = (u: number) => (columnY[u]! + rowY + y0) * inverse - 0.5;
    // A row of the output is a straight line in the source: what lies inside lies side by side.
    let first = 0;
    while (first < width && !isInside(xAt(first), yAt(first))) first++;
    let end = width;
    while (end > first && !isInside(xAt(end - 1), yAt(end - 1))) end--;
    for (let u = 0; u < first; u++) writeEdge(row + u * stride, xAt(u), yAt(u));
    for (let u = end; u < width; u++) writeEdge(row + u * stride, xAt(u), yAt(u));
    // Written out: three pixels of four are among these, and V8 keeps whole numbers whole where nothing else is mixed in.
    for (let u = first, index = row + first * stride; u < end; u++, index += stride) {
      const x = (columnX[u]! + rowX + x0) * inverse - 0.5;
      const y = (columnY[u]! + rowY + y0) * inverse - 0.5;
      const left = x | 0;
      const top = y | 0;
      const fx = x - left;
      const fy = y - top;
      const a = (Math.imul(top, rowBytes) + Math.imul(left, 3)) | 0;
      const c = (a + rowBytes) | 0;
      const wa = (1 - fx) * (1 - fy);
      const wb = fx * (1 - fy);
      const wc = (1 - fx) * fy;
      const wd = fx * fy;
      out[index + red] =
        (data[a]! * wa + data[a + 3]! * wb + data[c]! * wc + data[c + 3]! * wd) * gain + offset;
      out[index + plane] =
        (data[a + 1]! * wa + data[a + 4]! * wb + data[c + 1]! * wc + data[c + 4]! * wd) * gain + offset;
      out[index + blue] =
        (data[a + 2]! * wa + data[a + 5]! * wb + data[c + 2]! * wc + data[c + 5]! * wd) * gain + offset;
    }
  }
  const dims = layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3];
  return { data: out, dims };
}

function within(position: number, last: number): number {
  return Math.min(last, Math.max(0, position));
}

/** A picture and its halves, made when first asked for. */
export class ImagePyramid {
  private readonly levels: RgbImage[];

  constructor(readonly image: RgbImage) {
    this.levels = [image];
  }

  /** The smallest level that is still at least as fine as one pixel every `step` pixels of the full picture. */
  atLeast(step: number): { image: RgbImage; shrink: number } {
    let level = 0;
    let shrink = 1;
    while (shrink * 2 <= step) {
      const next = this.levels[level + 1] ?? halve(this.levels[level]!);
      if (next === undefined) break;
      this.levels[level + 1] = next;
      level += 1;
      shrink *= 2;
    }
    return { image: this.levels[level]!, shrink };
  }
}

/** Half the size by averaging 2 x 2 pixels; an odd last row or column is dropped. Undefined when nothing is left. */
function halve(image: RgbImage): RgbImage | undefined {
  const width = image.width >> 1;
  const height = image.height >> 1;
  if (width === 0 || height === 0) return undefined;
  const { data: source } = image;
  const data = new Uint8Array(width * height * 3);
  const rowBytes = image.width * 3;
  let out = 0;
  for (let y = 0; y < height; y++) {
    let upper = 2 * y * rowBytes;
    let lower = upper + rowBytes;
    for (let x = 0; x < width; x++, upper += 6, lower += 6, out += 3) {
      data[out] = (source[upper]! + source[upper + 3]! + source[lower]! + source[lower + 3]! + 2) >> 2;
      data[out + 1] =
        (source[upper + 1]! + source[upper + 4]! + source[lower + 1]! + source[lower + 4]! + 2) >> 2;
      data[out + 2] =
        (source[upper + 2]! + source[upper + 5]! + source[lower + 2]! + source[lower + 5]! + 2) >> 2;
    }
  }
  return { width, height, data };
}
