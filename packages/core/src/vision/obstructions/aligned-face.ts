/** Lays a face upright into a crop of fixed size and place, from its mesh. */
import type { Point } from '../../contract/rgb-image.ts';
import { pointAt } from '../landmarks/face-landmarker.ts';
import type { Affine } from '../sampling/affine.ts';
import { alignedCentre, anchors } from './face-regions.ts';
import { alignedSide, alignedWidth } from './tuning.ts';

/** Where each anchor belongs in the crop, in its pixels. */
const targets: readonly Point[] = anchors.map(([, x, y]) => ({
  x: ((x - alignedCentre.x) / alignedWidth + 0.5) * alignedSide,
  y: ((alignedCentre.y - y) / alignedWidth + 0.5) * alignedSide,
}));

/**
 * The transform that fills the aligned crop: pixels of the crop to pixels of the picture that `points` are in.
 * It is the inverse of the least-squares similarity from the anchors of the mesh to where they belong.
 *
 * @param points 468 x 3 mesh points.
 */
export function alignedAffine(points: Float64Array): Affine {
  const measured = anchors.map(([vertex]) => pointAt(points, vertex));
  const from = middle(measured);
  const to = middle(targets);
  let dot = 0;
  let cross = 0;
  let norm = 0;
  for (const [i, point] of measured.entries()) {
    const ax = point.x - from.x;
    const ay = point.y - from.y;
    const bx = targets[i]!.x - to.x;
    const by = targets[i]!.y - to.y;
    dot += ax * bx + ay * by;
    cross += ax * by - ay * bx;
    norm += ax * ax + ay * ay;
  }
  // The similarity is [p -q; q p] with p = dot / norm, q = cross / norm; its inverse is [p q; -q p] / (p² + q²).
  const length = (dot * dot + cross * cross) / norm;
  const p = dot / length;
  const q = cross / length;
  return {
    xx: p,
    xy: q,
    x0: from.x - p * to.x - q * to.y,
    yx: -q,
    yy: p,
    y0: from.y + q * to.x - p * to.y,
  };
}

/** Where a point of the picture lies in the crop of a transform from `alignedAffine`. */
export function toAligned(affine: Affine, point: Point): Point {
  const { xx: p, xy: q } = affine;
  const scale = p * p + q * q;
  const x = point.x - affine.x0;
  const y = point.y - affine.y0;
  return { x: (p * x - q * y) / scale, y: (q * x + p * y) / scale };
}

function middle(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}
