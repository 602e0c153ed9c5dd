/** What measures count cell by cell, and level by level. */

/**
 * Of each square cell of a square plane, row by row: the sum of its values, and of how much they change across within it.
 * Written to `sums`, by turns.
 */
export function cellSums(plane: usize, side: i32, cell: i32, sums: usize): void {
  const row = side << 3;
  for (let top = 0; top < side; top += cell) {
    for (let left = 0; left < side; left += cell, sums += 16) {
      let sum: f64 = 0;
      let change: f64 = 0;
      for (let y = top; y < top + cell; y++) {
        let at = plane + y * row + (left << 3);
        let before = load<f64>(at);
        for (const end = at + (cell << 3); at < end; at += 8) {
          const here = load<f64>(at);
          sum += here;
          change += Math.abs(here - before);
          before = here;
        }
      }
      store<f64>(sums, sum);
      store<f64>(sums, change, 8);
    }
  }
}

/** Adds `each` to the share of each value's level, of `count` equal ones of 0..255, in a zone of a square plane. */
export function histogram(
  plane: usize,
  side: i32,
  left: i32,
  top: i32,
  right: i32,
  bottom: i32,
  count: i32,
  each: f64,
  shares: usize,
): void {
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const level = min<f64>(255, max<f64>(0, load<f64>(plane + ((y * side + x) << 3))));
      const to = shares + ((<i32>((level * <f64>count) / 256)) << 3);
      store<f64>(to, load<f64>(to) + each);
    }
  }
}

/**
 * Adds to `sums`, by direction, row and column of cells, how strong the edges of a plane are along each of the `count` directions
 * at `directions`, cosine and sine by turns, beyond a share `aside` of their whole strength.
 */
export function edgeSums(
  plane: usize,
  width: i32,
  height: i32,
  cell: i32,
  directions: usize,
  count: i32,
  aside: f64,
  sums: usize,
): void {
  const columns = width / cell;
  const cellBytes = (columns * (height / cell)) << 3;
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      const at = plane + ((row * width + column) << 3);
      const x = load<f64>(at + 8) - load<f64>(at - 8);
      const y = load<f64>(at + (width << 3)) - load<f64>(at - (width << 3));
      const strength = aside * Math.sqrt(x * x + y * y);
      let to = sums + (((row / cell) * columns + column / cell) << 3);
      for (let i = 0; i < count; i++, to += cellBytes) {
        const direction = directions + (i << 4);
        const along = load<f64>(direction) * x + load<f64>(direction, 8) * y - strength;
        if (along > 0) store<f64>(to, load<f64>(to) + along);
      }
    }
  }
}

/**
 * Of each square cell of a plane of floats, row by row: how much it changes to the right and how much downwards, from each
 * value but those of its last row and column. Written to `sums`, by turns.
 */
export function cellChanges(plane: usize, width: i32, height: i32, cell: i32, sums: usize): void {
  const row = width << 2;
  const inner = cell - 1;
  for (let top = 0; top + cell <= height; top += cell) {
    for (let left = 0; left + cell <= width; left += cell, sums += 16) {
      let both = f64x2.splat(0);
      for (let y = top; y < top + inner; y++) {
        let at = plane + y * row + (left << 2);
        for (const end = at + (inner << 2); at < end; at += 4) {
          const next = v128.load32_lane(at + row, v128.load32_zero(at + 4), 1);
          const apart = f64x2.sub(f64x2.promote_low_f32x4(next), f64x2.splat(<f64>load<f32>(at)));
          both = f64x2.add(both, f64x2.abs(apart));
        }
      }
      v128.store(sums, both);
    }
  }
}
