/**
 * Whether the face lies in blocks: a mosaic drawn over it, or a JPEG of so little quality that its blocks show.
 *
 * Within a block nothing changes; all change lies between blocks, on few rows and columns of the picture's own grid.
 */

import type { Box, RgbImage } from '../../contract/rgb-image.ts';
import { landmarkCount, pointAt } from '../landmarks/face-landmarker.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { gridReadAt, minSideOfGrid, strongestShare } from './tuning.ts';

/**
 * Share 0..1 of all change that lies on the strongest fifth of the rows, or of the columns, whichever is less: about a third
 * in photos, nearly all of it in a coarse mosaic.
 *
 * @param points 468 x 3 mesh points, in pixels of `pyramid.image`.
 * @param interEyeDistance In the same pixels.
 * @param vertices Which of the points bound what is looked at; all of them when left out.
 */
export function blockiness(
  pyramid: ImagePyramid,
  points: Float64Array,
  interEyeDistance: number,
  vertices: Iterable<number> = Array(landmarkCount).keys(),
): number {
  const { image, shrink } = pyramid.atLeast(interEyeDistance / gridReadAt);
  const box = boxWithin(points, vertices, shrink, image);
  if (box.width < minSideOfGrid || box.height < minSideOfGrid) return strongestShare;
  const { columns, rows } = pyramid.kernel.changes(image, box);
  return Math.min(concentration(columns), concentration(rows));
}

function concentration(sums: Uint32Array): number {
  const sorted = sums.slice().sort();
  const from = Math.ceil(sorted.length * (1 - strongestShare));
  let all = 0;
  let top = 0;
  for (let i = 0; i < sorted.length; i++) {
    all += sorted[i]!;
    if (i >= from) top += sorted[i]!;
  }
  return all > 0 ? top / all : 1;
}

/** The points' bounding box in whole pixels, one from the left edge at least. */
function boxWithin(points: Float64Array, vertices: Iterable<number>, shrink: number, image: RgbImage): Box {
  let minX = Infinity;
  let maxX = -Infinity;
  let minY = Infinity;
  let maxY = -Infinity;
  for (const vertex of vertices) {
    const { x, y } = pointAt(points, vertex);
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  const x = Math.max(1, Math.round(minX / shrink));
  const y = Math.max(0, Math.round(minY / shrink));
  return {
    x,
    y,
    width: Math.min(image.width, Math.round(maxX / shrink)) - x,
    height: Math.min(image.height, Math.round(maxY / shrink)) - y,
  };
}
