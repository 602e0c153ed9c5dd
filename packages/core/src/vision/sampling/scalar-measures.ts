/** The loops of measures over pixels in JavaScript. */
import type { Box, RgbImage } from '../../contract/rgb-image.ts';
import { lumaOf } from './luma.ts';
import type {
  ByDirection,
  Changes,
  Luminances,
  MeasureKernel,
  Reach,
  RimView,
  Zone,
} from './measure-kernel.ts';
import { scalarCells } from './scalar-cells.ts';

export const scalarMeasures: MeasureKernel = {
  ...scalarCells,
  luminances,
  squaredDifferences,
  grain,
  changes,
  brightestWay: (image, view) => brightestPath(ridgesOf(image, view), view),
};

function luminances(rgb: Float32Array, width: number, height: number): Luminances {
  const luminance = new Float64Array(width * height);
  for (let i = 0; i < luminance.length; i++) luminance[i] = lumaOf(rgb, 3 * i);
  return { luminance, smooth: smoothed(luminance, width, height) };
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

function squaredDifferences(
  plane: Float64Array,
  side: number,
  { step, slant }: Reach,
  zone: Zone,
): ByDirection {
  const [across, down] = [step, step * side];
  const [falling, rising] = [slant * (side + 1), slant * (1 - side)];
  const { left, top, right, bottom } = zone;
  // Four sums at once: each waits for its last number, none for another.
  let [sumAcross, sumDown, sumFalling, sumRising] = [0, 0, 0, 0];
  for (let row = top; row < bottom; row++) {
    const end = row * side + right;
    for (let at = row * side + left; at < end; at++) {
      const a = plane[at + across]! - plane[at - across]!;
      const b = plane[at + down]! - plane[at - down]!;
      const c = plane[at + falling]! - plane[at - falling]!;
      const d = plane[at + rising]! - plane[at - rising]!;
      sumAcross += a * a;
      sumDown += b * b;
      sumFalling += c * c;
      sumRising += d * d;
    }
  }
  return [sumAcross, sumDown, sumFalling, sumRising];
}

function grain(plane: Float64Array, side: number, { left, top, right, bottom }: Zone): number {
  let sum = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const at = row * side + column;
      const above = at - side;
      const below = at + side;
      const middle = plane[at]!;
      const edges = plane[above]! + plane[below]! + plane[at - 1]! + plane[at + 1]!;
      const corners = plane[above - 1]! + plane[above + 1]! + plane[below - 1]! + plane[below + 1]!;
      sum += Math.abs(4 * middle - 2 * edges + corners);
    }
  }
  return sum;
}

function changes(image: RgbImage, { x, y, width, height }: Box): Changes {
  const columns = new Uint32Array(width);
  const rows = new Uint32Array(height);
  const above = new Int32Array(width);
  for (let row = 0; row < height; row++) {
    let before = luma256(image, x - 1, y + row);
    for (let column = 0; column < width; column++) {
      const here = luma256(image, x + column, y + row);
      columns[column]! += Math.abs(here - before);
      if (row > 0) rows[row]! += Math.abs(here - above[column]!);
      above[column] = here;
      before = here;
    }
  }
  return { columns, rows };
}

function luma256({ data, width }: RgbImage, x: number, y: number): number {
  return 256 * lumaOf(data, 3 * (y * width + x));
}

/** How high each point of each ray stands over its surroundings along the ray, ray by ray. */
function ridgesOf(image: RgbImage, view: RimView): Float64Array {
  const { shrink, columns, rows, x, y, ways, near, step, points } = view;
  const ridges = new Float64Array((ways.length / 2) * points);
  const levels = new Float64Array(points);
  for (let ray = 0; 2 * ray < ways.length; ray++) {
    const dx = ways[2 * ray]!;
    const dy = ways[2 * ray + 1]!;
    for (let point = 0; point < points; point++) {
      const far = near + point * step;
      levels[point] = lumaAt(image, (x + dx * far) / shrink - 0.5, (y + dy * far) / shrink - 0.5);
    }
    const row = ridges.subarray(ray * points, (ray + 1) * points);
    standOut(levels, row, view);
    for (let point = 0; point < points; point++) {
      const px = x + dx * (near + point * step);
      const py = y + dy * (near + point * step);
      if (px < 1 || py < 1 || px > columns - 1 || py > rows - 1) row[point] = 0;
    }
  }
  return ridges;
}

/** White top-hat: levels less their opening, which takes away whatever is narrower than the window. */
function standOut(levels: Float64Array, into: Float64Array, { points, window, cap }: RimView): void {
  const edge = window - 1;
  // A ray's first and last levels are repeated as often as the window reaches.
  const padded = new Float64Array(points + 2 * edge);
  const floors = new Float64Array(points + edge);
  padded.fill(levels[0]!, 0, edge);
  padded.set(levels, edge);
  padded.fill(levels[points - 1]!, edge + points);
  for (let i = 0; i < floors.length; i++) {
    let least = padded[i]!;
    for (let k = i + 1; k <= i + edge; k++) if (padded[k]! < least) least = padded[k]!;
    floors[i] = least;
  }
  for (let point = 0; point < points; point++) {
    let opened = floors[point]!;
    for (let k = point + 1; k <= point + edge; k++) if (floors[k]! > opened) opened = floors[k]!;
    into[point] = Math.min(cap, levels[point]! - opened);
  }
}

/** The ridge on each ray, along the way of greatest sum that moves no farther than it may. */
function brightestPath(ridges: Float64Array, { ways, points, maxMove }: RimView): Float64Array {
  const rays = ways.length / 2;
  let sums = ridges.slice(0, points);
  const from: Int32Array[] = [];
  for (let ray = 1; ray < rays; ray++) {
    const next = new Float64Array(points);
    const came = new Int32Array(points);
    for (let point = 0; point < points; point++) {
      let best = Math.max(0, point - maxMove);
      const end = Math.min(points - 1, point + maxMove);
      for (let other = best + 1; other <= end; other++) if (sums[other]! > sums[best]!) best = other;
      came[point] = best;
      next[point] = sums[best]! + ridges[ray * points + point]!;
    }
    sums = next;
    from.push(came);
  }
  let at = sums.indexOf(Math.max(...sums));
  const path = new Float64Array(rays);
  path[rays - 1] = ridges[(rays - 1) * points + at]!;
  for (let ray = rays - 2; ray >= 0; ray--) {
    at = from[ray]![at]!;
    path[ray] = ridges[ray * points + at]!;
  }
  return path;
}

/** ITU-R BT.601 luma 0..255 between four pixels; the nearest ones past the edge. */
function lumaAt(image: RgbImage, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = x - left;
  const low = y - top;
  const above = pixelLuma(image, left, top) * (1 - right) + pixelLuma(image, left + 1, top) * right;
  const below = pixelLuma(image, left, top + 1) * (1 - right) + pixelLuma(image, left + 1, top + 1) * right;
  return above * (1 - low) + below * low;
}

function pixelLuma({ data, width, height }: RgbImage, column: number, row: number): number {
  const x = column < 0 ? 0 : column >= width ? width - 1 : column;
  const y = row < 0 ? 0 : row >= height ? height - 1 : row;
  return lumaOf(data, (y * width + x) * 3);
}
