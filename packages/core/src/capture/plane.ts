/** Whether the picture of a face moved from one frame to another as a plane does: told by its pixels, not by its mesh. */
import { faceOutline } from '../vision/obstructions/face-regions.ts';
import type { ImagePyramid } from '../vision/sampling/affine.ts';
import { brightnessAt, faceCrop } from './face-crop.ts';
import { fitHomography } from './homography.ts';
import { solveLinear } from './solve-linear.ts';

/** Side of the crop that is compared, in pixels: a face fills about two thirds of it. */
const side = 64;
/** Steps of the alignment at most: on the picture smoothed much, then on the one smoothed little. */
const coarse = { smoothings: 5, steps: 20 } as const;
const fine = { smoothings: 1, steps: 12 } as const;

/** Grey levels, squared, that a face varies by at least; one that varies less is blank. */
const leastContrast = 4;
/** Pixels that a face has at least; an upright one that looks into the camera has 1200. */
const leastSpots = 200;
/** A step that loses so much correlation leads nowhere. */
const lost = 0.02;

/** A face as an upright crop of one size. */
export interface FacePatch {
  /** Brightness 0..255, `side` x `side`, row by row; a byte each, as tracks are long. */
  readonly brightness: Uint8Array;
  /** 468 x 2: where the mesh lies in it, in its pixels. */
  readonly points: Float64Array;
}

/** @param points 468 x 3, in pixels of the pyramid's picture. */
export function facePatch(pyramid: ImagePyramid, points: Float64Array): FacePatch {
  const crop = faceCrop(pyramid, points, side);
  return { brightness: Uint8Array.from(crop.brightness, (value) => Math.round(value)), points: crop.points };
}

/**
 * How well the second picture of a face is explained by the first one on a plane: the correlation of their brightness where the
 * first has the face, when the second is laid over it by the homography that suits best. It starts from the mesh and is found by
 * the pixels: a mesh sees depth where there is none, and its points do not stay with the picture then.
 *
 * @returns −1..1: a print stays above 0.98 however it is turned, a head that turns by 15 degrees falls to 0.95 and less.
 *   Undefined where the mesh encloses no face or determines no homography, and where the face is blank.
 */
export function planeLikeness(from: FacePatch, to: FacePatch): number | undefined {
  const start = fitHomography(from.points, to.points);
  if (start === undefined) return undefined;
  const spots = spotsOf(from.points);
  if (spots.length < 2 * leastSpots) return undefined;
  const [a, b] = [Float64Array.from(from.brightness), Float64Array.from(to.brightness)];
  const rough = align(smooth(a, coarse.smoothings), smooth(b, coarse.smoothings), spots, start, coarse.steps);
  return align(smooth(a, fine.smoothings), smooth(b, fine.smoothings), spots, rough.homography, fine.steps)
    .correlation;
}

/** x, y of each pixel within the outline of the face. */
function spotsOf(points: Float64Array): Float64Array {
  const found: number[] = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) if (isInside(points, x, y)) found.push(x, y);
  }
  return Float64Array.from(found);
}

function isInside(points: Float64Array, x: number, y: number): boolean {
  const [outline] = faceOutline.polygons as [readonly number[]];
  let inside = false;
  for (let i = 0; i < outline.length; i++) {
    const [a, b] = [2 * outline[i]!, 2 * outline[(i + 1) % outline.length]!];
    const [ax, ay, bx, by] = [points[a]!, points[a + 1]!, points[b]!, points[b + 1]!];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Binomial, 3 x 3, so many times. */
function smooth(data: Float64Array, times: number): Float64Array {
  let from = data;
  for (let time = 0; time < times; time++) {
    const across = new Float64Array(from.length);
    const result = new Float64Array(from.length);
    for (let i = 0; i < from.length; i++) {
      const x = i % side;
      across[i] = 0.25 * (from[x > 0 ? i - 1 : i]! + from[x < side - 1 ? i + 1 : i]!) + 0.5 * from[i]!;
    }
    for (let i = 0; i < from.length; i++) {
      const [above, below] = [i >= side ? i - side : i, i + side < from.length ? i + side : i];
      result[i] = 0.25 * (across[above]! + across[below]!) + 0.5 * across[i]!;
    }
    from = result;
  }
  return from;
}

interface Aligned {
  readonly homography: readonly number[];
  /** −1..1; undefined where there is nothing to compare. */
  readonly correlation: number | undefined;
}

/**
 * The homography of the highest correlation near `start`, by the enhanced correlation coefficient, forward and additive
 * (Evangelidis and Psarakis 2008: brighter light and more contrast change nothing).
 *
 * @returns The best of all steps.
 */
function align(
  template: Float64Array,
  target: Float64Array,
  spots: Float64Array,
  start: readonly number[],
  steps: number,
): Aligned {
  const count = spots.length / 2;
  let h = start.slice(0, 8);
  let best: Aligned = { homography: h, correlation: undefined };
  const at = (u: number, v: number) => brightnessAt(target, side, u, v);
  const t = new Float64Array(count);
  for (let i = 0; i < count; i++) t[i] = template[spots[2 * i + 1]! * side + spots[2 * i]!]!;
  centre(t);
  const w = new Float64Array(count);
  const columns = Array.from({ length: 8 }, () => new Float64Array(count));
  for (let step = 0; step <= steps; step++) {
    for (let i = 0; i < count; i++) {
      const [x, y] = [spots[2 * i]!, spots[2 * i + 1]!];
      const d = h[6]! * x + h[7]! * y + 1;
      const u = (h[0]! * x + h[1]! * y + h[2]!) / d;
      const v = (h[3]! * x + h[4]! * y + h[5]!) / d;
      w[i] = at(u, v);
      const gx = (at(u + 1, v) - at(u - 1, v)) / (2 * d);
      const gy = (at(u, v + 1) - at(u, v - 1)) / (2 * d);
      const g = gx * u + gy * v;
      columns[0]![i] = gx * x;
      columns[1]![i] = gx * y;
      columns[2]![i] = gx;
      columns[3]![i] = gy * x;
      columns[4]![i] = gy * y;
      columns[5]![i] = gy;
      columns[6]![i] = -g * x;
      columns[7]![i] = -g * y;
    }
    centre(w);
    for (const column of columns) centre(column);
    const [tt, ww, tw] = [dot(t, t), dot(w, w), dot(t, w)];
    if (tt < count * leastContrast || ww < count * leastContrast) break;
    const correlation = tw / Math.sqrt(tt * ww);
    if (correlation > (best.correlation ?? -Infinity)) best = { homography: h, correlation };
    else if (correlation < best.correlation! - lost) break;
    if (step === steps) break;
    const gw = columns.map((column) => dot(column, w));
    const gt = columns.map((column) => dot(column, t));
    const matrix = columns.map((a) => columns.map((b) => dot(a, b)));
    const solved = solveBoth(matrix, gw, gt);
    if (solved === undefined) break;
    const [sw, st] = solved;
    let [over, under] = [ww, tw];
    for (let k = 0; k < 8; k++) {
      over -= gw[k]! * sw[k]!;
      under -= gt[k]! * sw[k]!;
    }
    if (!(under > 0)) break;
    const lambda = over / under;
    h = h.map((value, k) => value + lambda * st[k]! - sw[k]!);
  }
  return best;
}

/** Solutions of one symmetric system for two right sides, on columns scaled alike. */
function solveBoth(
  matrix: readonly (readonly number[])[],
  a: readonly number[],
  b: readonly number[],
): [Float64Array, Float64Array] | undefined {
  const scale = matrix.map((row, i) => 1 / Math.sqrt(row[i]! > 0 ? row[i]! : 1));
  const found = solveLinear(
    matrix.map((row, i) =>
      Float64Array.from(
        [...row.map((value, j) => value * scale[j]!), a[i]!, b[i]!],
        (value) => value * scale[i]!,
      ),
    ),
  );
  if (found === undefined) return undefined;
  const [first, second] = found.map((solution) => solution.map((value, i) => value * scale[i]!));
  return [first!, second!];
}

function centre(values: Float64Array): void {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  for (let i = 0; i < values.length; i++) values[i]! -= mean;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
