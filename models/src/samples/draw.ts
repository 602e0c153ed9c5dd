/** Fills smooth outlines with a paint, edges softened: enough to put a mask or glasses on a sample face. */
import type { Raster } from './raster.ts';

export type Point = readonly [x: number, y: number];
/** Red, green, blue 0..255 and opacity 0..1 of a pixel. */
export type Paint = (
  x: number,
  y: number,
) => readonly [red: number, green: number, blue: number, opacity: number];

/** Lines on which an outline is cut per row of pixels, for soft edges. */
const linesPerRow = 4;

/** Paints the inside of a closed outline, given as a polygon in pixels, onto `picture` itself. */
export function fill(picture: Raster, outline: readonly Point[], paint: Paint): void {
  const rows = outline.map(([, y]) => y);
  const top = Math.max(Math.floor(Math.min(...rows)), 0);
  const bottom = Math.min(Math.ceil(Math.max(...rows)), picture.height - 1);
  for (let y = top; y <= bottom; y++) {
    for (const [x, covered] of coverage(outline, y, picture.width).entries()) {
      if (covered === 0) continue;
      const [red, green, blue, opacity] = paint(x, y);
      const at = (y * picture.width + x) * 4;
      for (const [channel, value] of [red, green, blue].entries()) {
        const below = picture.data[at + channel]!;
        picture.data[at + channel] = below + (value - below) * opacity * covered;
      }
    }
  }
}

/** A curve through `points`, bent as Catmull-Rom splines are, as a polygon. */
export function smooth(
  points: readonly Point[],
  ends: 'closed' | 'open' = 'closed',
  stepsPerPart = 12,
): Point[] {
  const count = points.length;
  const at = (index: number) =>
    points[ends === 'closed' ? (index + count) % count : Math.min(Math.max(index, 0), count - 1)]!;
  return points.flatMap((start, index) => {
    if (ends === 'open' && index === count - 1) return [start];
    const near = [-1, 0, 1, 2].map((offset) => at(index + offset));
    return Array.from({ length: stepsPerPart }, (_, step): Point => {
      const t = step / stepsPerPart;
      return [
        bend(
          near.map(([x]) => x),
          t,
        ),
        bend(
          near.map(([, y]) => y),
          t,
        ),
      ];
    });
  });
}

/** The outline of a line of some width through `points`, with flat ends. */
export function stroke(points: readonly Point[], width: number): Point[] {
  const side = (sign: number) =>
    points.map(([x, y], index): Point => {
      const [fromX, fromY] = points[Math.max(index - 1, 0)]!;
      const [toX, toY] = points[Math.min(index + 1, points.length - 1)]!;
      const length = Math.hypot(toX - fromX, toY - fromY) || 1;
      return [
        x - (sign * width * (toY - fromY)) / length / 2,
        y + (sign * width * (toX - fromX)) / length / 2,
      ];
    });
  return [...side(1), ...side(-1).reverse()];
}

/** A rounded rectangle: a superellipse of power four. */
export function pane([x, y]: Point, halfWidth: number, halfHeight: number, steps = 64): Point[] {
  return Array.from({ length: steps }, (_, step): Point => {
    const angle = (2 * Math.PI * step) / steps;
    const round = (value: number) => Math.sign(value) * Math.sqrt(Math.abs(value));
    return [x + halfWidth * round(Math.cos(angle)), y + halfHeight * round(Math.sin(angle))];
  });
}

function bend([a = 0, b = 0, c = 0, d = 0]: readonly number[], t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/** Share of every pixel of a row that lies inside the polygon (even-odd rule), 0..1. */
function coverage(outline: readonly Point[], row: number, width: number): Float64Array {
  const shares = new Float64Array(width);
  for (let line = 0; line < linesPerRow; line++) {
    const crossings = crossingsAt(outline, row + (line + 0.5) / linesPerRow - 0.5);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      // Pixel x reaches from x - 0.5 to x + 0.5.
      const [from, to] = [crossings[pair]! + 0.5, crossings[pair + 1]! + 0.5];
      for (let x = Math.max(Math.floor(from), 0); x < Math.min(to, width); x++) {
        shares[x]! += (Math.min(to, x + 1) - Math.max(from, x)) / linesPerRow;
      }
    }
  }
  return shares;
}

/** Where a horizontal line cuts the polygon, from left to right. */
function crossingsAt(outline: readonly Point[], y: number): number[] {
  return outline
    .flatMap(([ax, ay], index) => {
      const [bx, by] = outline[(index + 1) % outline.length]!;
      return ay > y === by > y ? [] : [ax + ((y - ay) / (by - ay)) * (bx - ax)];
    })
    .sort((left, right) => left - right);
}
