/** The homography that best maps one set of points to another: how the points of something flat move between two views. */

import { solveLinear } from './solve-linear.ts';

/** Row-major 3 x 3, the last entry 1. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];

/** Rounds of reweighting, and the points that count in full: up to so many times the median distance. */
const rounds = 4;
const inlier = 1.5;

/**
 * Fitted by least squares whose outliers count less (Huber's weights), on coordinates that are centred and scaled first.
 *
 * @param from,to x, y of each point in turn; at least four points, not all on a line.
 * @returns undefined where the points determine none.
 */
export function fitHomography(from: Float64Array, to: Float64Array): Homography | undefined {
  const a = normalised(from);
  const b = normalised(to);
  if (a === undefined || b === undefined) return undefined;
  const count = from.length / 2;
  const weights = new Float64Array(count).fill(1);
  let best: Homography | undefined;
  for (let round = 0; round < rounds; round++) {
    const next = solve(a.points, b.points, weights);
    if (next === undefined) return best && compose(best, a, b);
    best = next;
    const distances = mapped(best, a.points, b.points);
    const limit = inlier * median(distances);
    if (limit === 0) break;
    for (let i = 0; i < count; i++) weights[i] = Math.min(1, limit / distances[i]!);
  }
  return best && compose(best, a, b);
}

/** Root mean square distance of the mapped points from where they are: in the units of `to`. */
export function residual(homography: Homography, from: Float64Array, to: Float64Array): number {
  const distances = mapped(homography, from, to);
  let sum = 0;
  for (const distance of distances) sum += distance * distance;
  return Math.sqrt(sum / distances.length);
}

interface Normalised {
  readonly points: Float64Array;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

function normalised(points: Float64Array): Normalised | undefined {
  const count = points.length / 2;
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += points[i]! / count;
    y += points[i + 1]! / count;
  }
  let spread = 0;
  for (let i = 0; i < points.length; i += 2) {
    const [dx, dy] = [points[i]! - x, points[i + 1]! - y];
    spread += (dx * dx + dy * dy) / count;
  }
  if (!(spread > 0)) return undefined;
  const scale = Math.SQRT2 / Math.sqrt(spread);
  const result = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    result[i] = (points[i]! - x) * scale;
    result[i + 1] = (points[i + 1]! - y) * scale;
  }
  return { points: result, x, y, scale };
}

/** Weighted normal equations of the eight unknowns, by elimination with pivots. */
function solve(from: Float64Array, to: Float64Array, weights: Float64Array): Homography | undefined {
  const rows = Array.from({ length: 8 }, () => new Float64Array(9));
  const row = new Float64Array(9);
  const add = (weight: number) => {
    for (let i = 0; i < 8; i++) {
      if (row[i] === 0) continue;
      for (let j = i; j < 9; j++) rows[i]![j]! += weight * row[i]! * row[j]!;
    }
  };
  for (let i = 0; i < from.length; i += 2) {
    const [x, y, u, v] = [from[i]!, from[i + 1]!, to[i]!, to[i + 1]!];
    row.set([x, y, 1, 0, 0, 0, -u * x, -u * y, u]);
    add(weights[i / 2]!);
    row.set([0, 0, 0, x, y, 1, -v * x, -v * y, v]);
    add(weights[i / 2]!);
  }
  for (let i = 0; i < 8; i++) for (let j = 0; j < i; j++) rows[i]![j] = rows[j]![i]!;
  const h = solveLinear(rows)?.[0];
  if (h === undefined) return undefined;
  return [...h, 1] as unknown as Homography;
}

/** Distance of each mapped point from where it is. */
function mapped(h: Homography, from: Float64Array, to: Float64Array): Float64Array {
  const distances = new Float64Array(from.length / 2);
  for (let i = 0; i < from.length; i += 2) {
    const [x, y] = [from[i]!, from[i + 1]!];
    const w = h[6] * x + h[7] * y + h[8];
    const dx = (h[0] * x + h[1] * y + h[2]) / w - to[i]!;
    const dy = (h[3] * x + h[4] * y + h[5]) / w - to[i + 1]!;
    distances[i / 2] = Math.sqrt(dx * dx + dy * dy);
  }
  return distances;
}

/** The homography between the points as they were given. */
function compose(h: Homography, a: Normalised, b: Normalised): Homography {
  const [s, x, y] = [a.scale, a.x, a.y];
  const right = (p: number, q: number, r: number) => [p * s, q * s, r - s * (p * x + q * y)] as const;
  const first = right(h[0], h[1], h[2]);
  const second = right(h[3], h[4], h[5]);
  const third = right(h[6], h[7], h[8]);
  const left = (row: readonly number[], centre: number) =>
    row.map((value, k) => value / b.scale + centre * third[k]!);
  const all = [...left(first, b.x), ...left(second, b.y), ...third];
  const last = all[8]!;
  return all.map((value) => value / last) as unknown as Homography;
}

function median(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1]!;
}
