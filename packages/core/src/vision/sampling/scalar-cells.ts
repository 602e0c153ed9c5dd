/** What measures count cell by cell and level by level, in JavaScript. */
import type { EdgeCells, MeasureKernel, Zone } from './measure-kernel.ts';

export const scalarCells: Pick<MeasureKernel, 'cellSums' | 'histogram' | 'edgeSums' | 'cellChanges'> = {
  cellSums,
  histogram,
  edgeSums,
  cellChanges,
};

function cellSums(plane: Float64Array, side: number, cell: number): Float64Array {
  const columns = side / cell;
  const sums = new Float64Array(2 * columns * columns);
  for (let i = 0; 2 * i < sums.length; i++) {
    const left = (i % columns) * cell;
    const top = Math.floor(i / columns) * cell;
    let sum = 0;
    let change = 0;
    for (let row = top; row < top + cell; row++) {
      for (let column = left; column < left + cell; column++) {
        const here = plane[row * side + column]!;
        sum += here;
        if (column > left) change += Math.abs(here - plane[row * side + column - 1]!);
      }
    }
    sums[2 * i] = sum;
    sums[2 * i + 1] = change;
  }
  return sums;
}

function histogram(
  plane: Float64Array,
  side: number,
  { left, top, right, bottom }: Zone,
  count: number,
): Float64Array {
  const shares = new Float64Array(count);
  const each = 1 / ((right - left) * (bottom - top));
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const level = Math.min(255, Math.max(0, plane[row * side + column]!));
      shares[Math.floor((level * count) / 256)]! += each;
    }
  }
  return shares;
}

function edgeSums(plane: Float64Array, { width, height, cell, directions, aside }: EdgeCells): Float64Array {
  const columns = width / cell;
  const cells = (columns * height) / cell;
  const sums = new Float64Array((directions.length / 2) * cells);
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      const at = row * width + column;
      const x = plane[at + 1]! - plane[at - 1]!;
      const y = plane[at + width]! - plane[at - width]!;
      const strength = aside * Math.sqrt(x * x + y * y);
      const place = Math.floor(row / cell) * columns + Math.floor(column / cell);
      for (let i = 0; 2 * i < directions.length; i++) {
        const along = directions[2 * i]! * x + directions[2 * i + 1]! * y - strength;
        if (along > 0) sums[i * cells + place]! += along;
      }
    }
  }
  return sums;
}

function cellChanges(plane: Float32Array, width: number, cell: number): Float64Array {
  const columns = width / cell;
  const sums = new Float64Array((2 * plane.length) / (cell * cell));
  const inner = cell - 1;
  for (let i = 0; 2 * i < sums.length; i++) {
    const start = Math.floor(i / columns) * cell * width + (i % columns) * cell;
    let across = 0;
    let upright = 0;
    for (let row = 0; row < inner; row++) {
      const from = start + row * width;
      for (let at = from; at < from + inner; at++) {
        const value = plane[at]!;
        across += Math.abs(plane[at + 1]! - value);
        upright += Math.abs(plane[at + width]! - value);
      }
    }
    sums[2 * i] = across;
    sums[2 * i + 1] = upright;
  }
  return sums;
}
