/** What the quality measures read of the aligned picture and of the picture's own grid. */

/** Luminance (ITU-R BT.601) of red, green and blue side by side, as `lumaOf` adds them; `count` is even. */
export function luminance(source: usize, count: i32, target: usize): void {
  for (let i = 0; i < count; i += 2, source += 24, target += 16) {
    const first = v128.load(source);
    const rest = v128.load(source, 8);
    const red = f64x2.promote_low_f32x4(v128.shuffle<i32>(first, rest, 0, 3, 0, 3));
    const green = f64x2.promote_low_f32x4(v128.shuffle<i32>(first, rest, 1, 6, 1, 6));
    const blue = f64x2.promote_low_f32x4(v128.shuffle<i32>(first, rest, 2, 7, 2, 7));
    const two = f64x2.add(f64x2.mul(red, f64x2.splat(77)), f64x2.mul(green, f64x2.splat(150)));
    const sum = f64x2.add(two, f64x2.mul(blue, f64x2.splat(29)));
    v128.store(target, f64x2.mul(sum, f64x2.splat(1.0 / 256)));
  }
}

function binomial(before: v128, here: v128, after: v128): v128 {
  const sum = f64x2.add(f64x2.add(before, f64x2.add(here, here)), after);
  return f64x2.mul(sum, f64x2.splat(0.25));
}

/** A plane after a 3 x 3 binomial filter; its edges repeat. `width` is even, `across` has room for the plane. */
export function smoothed(plane: usize, width: i32, height: i32, across: usize, target: usize): void {
  const row = (<usize>width) << 3;
  for (let y = 0; y < height; y++) {
    const from = plane + <usize>y * row;
    const to = across + <usize>y * row;
    const end = row - 16;
    for (let at: usize = 0; at <= end; at += 16) {
      const here = v128.load(from + at);
      const before = at > 0 ? v128.load(from + at - 8) : v128.shuffle<i64>(here, here, 0, 0);
      const after = at < end ? v128.load(from + at + 8) : v128.shuffle<i64>(here, here, 1, 1);
      v128.store(to + at, binomial(before, here, after));
    }
  }
  for (let y = 0; y < height; y++) {
    const here = across + <usize>y * row;
    const above = y > 0 ? here - row : here;
    const below = y < height - 1 ? here + row : here;
    const to = target + <usize>y * row;
    for (let at: usize = 0; at < row; at += 16) {
      v128.store(to + at, binomial(v128.load(above + at), v128.load(here + at), v128.load(below + at)));
    }
  }
}

/** Two numbers that lie apart. */
function both(one: usize, other: usize): v128 {
  return v128.load64_lane(other, v128.load64_zero(one), 1);
}

/**
 * Sums of squared differences between what lies `step` before and after each value of a zone: across, down, and, `slant` rows
 * and columns off, falling and rising. Written to `sums`, in this order.
 */
export function differences(
  plane: usize,
  side: i32,
  step: i32,
  slant: i32,
  left: i32,
  top: i32,
  right: i32,
  bottom: i32,
  sums: usize,
): void {
  const across = step << 3;
  const down = (step * side) << 3;
  const falling = (slant * (side + 1)) << 3;
  const rising = (slant * (1 - side)) << 3;
  let straight = f64x2.splat(0);
  let slanted = f64x2.splat(0);
  for (let row = top; row < bottom; row++) {
    let at = plane + ((row * side + left) << 3);
    const end = plane + ((row * side + right) << 3);
    for (; at < end; at += 8) {
      const one = f64x2.sub(both(at + across, at + down), both(at - across, at - down));
      const other = f64x2.sub(both(at + falling, at + rising), both(at - falling, at - rising));
      straight = f64x2.add(straight, f64x2.mul(one, one));
      slanted = f64x2.add(slanted, f64x2.mul(other, other));
    }
  }
  v128.store(sums, straight);
  v128.store(sums + 16, slanted);
}

function fourNeighbours(at: usize, row: usize): v128 {
  const upright = f64x2.add(v128.load(at - row), v128.load(at + row));
  return f64x2.add(f64x2.add(upright, v128.load(at - 8)), v128.load(at + 8));
}

function fourCorners(at: usize, row: usize): v128 {
  const above = f64x2.add(v128.load(at - row - 8), v128.load(at - row + 8));
  return f64x2.add(f64x2.add(above, v128.load(at + row - 8)), v128.load(at + row + 8));
}

/** Sum over a zone of what is left of a value once its neighbours explain it (Immerkær 1996). */
export function grain(plane: usize, side: i32, left: i32, top: i32, right: i32, bottom: i32): f64 {
  const row = (<usize>side) << 3;
  let sum: f64 = 0;
  for (let y = top; y < bottom; y++) {
    let at = plane + ((y * side + left) << 3);
    for (let x = left; x < right; x += 2, at += 16) {
      const middle = f64x2.mul(v128.load(at), f64x2.splat(4));
      const edges = f64x2.mul(fourNeighbours(at, row), f64x2.splat(2));
      const rest = f64x2.abs(f64x2.add(f64x2.sub(middle, edges), fourCorners(at, row)));
      sum += f64x2.extract_lane(rest, 0);
      if (x + 1 < right) sum += f64x2.extract_lane(rest, 1);
    }
  }
  return sum;
}

/** Luminance of eight pixels in 256ths, as whole numbers of 16 bits. */
function lumas(at: usize): v128 {
  const low = v128.load(at);
  const high = v128.load(at, 8);
  const red = v128.shuffle<i8>(low, high, 0, 3, 6, 9, 12, 15, 26, 29, 0, 0, 0, 0, 0, 0, 0, 0);
  const green = v128.shuffle<i8>(low, high, 1, 4, 7, 10, 13, 24, 27, 30, 0, 0, 0, 0, 0, 0, 0, 0);
  const blue = v128.shuffle<i8>(low, high, 2, 5, 8, 11, 14, 25, 28, 31, 0, 0, 0, 0, 0, 0, 0, 0);
  const two = i16x8.add(
    i16x8.mul(i16x8.extend_low_i8x16_u(red), i16x8.splat(77)),
    i16x8.mul(i16x8.extend_low_i8x16_u(green), i16x8.splat(150)),
  );
  return i16x8.add(two, i16x8.mul(i16x8.extend_low_i8x16_u(blue), i16x8.splat(29)));
}

function apart(one: v128, other: v128): v128 {
  return v128.or(i16x8.sub_sat_u(one, other), i16x8.sub_sat_u(other, one));
}

/**
 * How much luminance changes in a rectangle of a picture from each column to the next, and from each row to the next, in
 * 256ths of a level. `source` is the pixel before its first; `columns` are 0 and have room for seven more, as both halves of
 * `line` have for eight more than `width`; that room is `lineBytes` long each.
 */
export function changes(
  source: usize,
  rowBytes: i32,
  width: i32,
  height: i32,
  columns: usize,
  rows: usize,
  line: usize,
  lineBytes: i32,
): void {
  const order = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  let here = line;
  let above = line + lineBytes;
  for (let y = 0; y < height; y++, source += rowBytes) {
    for (let x = 0; x <= width; x += 8) v128.store(here + (x << 1), lumas(source + x * 3));
    let sum = i32x4.splat(0);
    for (let x = 0; x < width; x += 8) {
      const value = v128.load(here + (x << 1) + 2);
      const beside = apart(value, v128.load(here + (x << 1)));
      const to = columns + (x << 2);
      v128.store(to, i32x4.add(v128.load(to), i32x4.extend_low_i16x8_u(beside)));
      v128.store(to + 16, i32x4.add(v128.load(to + 16), i32x4.extend_high_i16x8_u(beside)));
      const isInside = i16x8.lt_s(order, i16x8.splat(<i16>min(8, width - x)));
      const upright = v128.and(apart(value, v128.load(above + (x << 1) + 2)), isInside);
      sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(upright));
    }
    const halves = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
    const whole = i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
    store<u32>(rows + (y << 2), y > 0 ? whole : 0);
    const swapped = above;
    above = here;
    here = swapped;
  }
}
