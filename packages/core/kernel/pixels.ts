/**
 * The loops over pixels, for WebAssembly with 128-bit vectors (AssemblyScript). `pnpm kernel` compiles them into
 * `pixels.wasm` and `src/vision/sampling/simd-binary.ts`; `scalar-kernel.ts` says the same in JavaScript, bit for bit.
 *
 * Callers put pixels and results where they like in the memory, and leave 16 bytes of room after each.
 */

/** Three bytes a pixel, averaged 2 x 2; `width` and `height` are those of `target`. */
export function halve(source: usize, sourceRowBytes: i32, target: usize, width: i32, height: i32): void {
  const pairs = width >> 1;
  const rounding = i16x8.splat(2);
  for (let y = 0; y < height; y++) {
    let upper = source + 2 * y * sourceRowBytes;
    let lower = upper + sourceRowBytes;
    let to = target + 3 * y * width;
    for (let pair = 0; pair < pairs; pair++) {
      const above = v128.load(upper);
      const below = v128.load(lower);
      const first = i16x8.add(i16x8.extend_low_i8x16_u(above), i16x8.extend_low_i8x16_u(below));
      const second = i16x8.add(i16x8.extend_high_i8x16_u(above), i16x8.extend_high_i8x16_u(below));
      // Sums of columns, three channels each: 0 to 7 in `first`, 8 to 15 in `second`. Two pixels are 0-2 + 3-5, 6-8 + 9-11.
      const left = v128.shuffle<i16>(first, second, 0, 1, 2, 6, 7, 8, 0, 0);
      const right = v128.shuffle<i16>(first, second, 3, 4, 5, 9, 10, 11, 0, 0);
      const mean = i16x8.shr_u(i16x8.add(i16x8.add(left, right), rounding), 2);
      v128.store64_lane(to, i8x16.narrow_i16x8_u(mean, mean), 0);
      upper += 12;
      lower += 12;
      to += 6;
    }
    if (width & 1) {
      for (let channel = 0; channel < 3; channel++) {
        const sum =
          <i32>load<u8>(upper + channel) +
          <i32>load<u8>(upper + channel + 3) +
          <i32>load<u8>(lower + channel) +
          <i32>load<u8>(lower + channel + 3);
        store<u8>(to + channel, (sum + 2) >> 2);
      }
    }
  }
}

/** Bytes 0, 1, 2 of a vector as whole numbers of 32 bits, and bytes 3, 4, 5: a pixel and its right neighbour. */
const firstPixel = i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, -1, -1, -1, -1);
const secondPixel = i8x16(3, -1, -1, -1, 4, -1, -1, -1, 5, -1, -1, -1, -1, -1, -1, -1);

/** Red, green and blue of the pixel that `select` takes out of `bytes`, as floats; the fourth lane is 0. */
function pixel(bytes: v128, select: v128): v128 {
  return f32x4.convert_i32x4_s(i8x16.swizzle(bytes, select));
}

function within(position: i32, last: i32): i32 {
  return max(0, min(last, position));
}

/**
 * Bilinear samples of the rows of a picture that begin with `firstRow` at `source`, through an affine transform. `fill` is
 * written for what lies outside when `filled` is 1; the nearest pixel counts there otherwise. The first channel of a result
 * goes to `target`, the others `plane` floats further each; results lie `stride` floats apart. `plane` may be negative.
 */
export function sample(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  firstRow: i32,
  target: usize,
  width: i32,
  height: i32,
  plane: i32,
  stride: i32,
  xx: f64,
  xy: f64,
  x0: f64,
  yx: f64,
  yy: f64,
  y0: f64,
  inverse: f64,
  gain: f32,
  offset: f32,
  filled: i32,
  fill: f32,
): void {
  const lastX = sourceWidth - 1;
  const lastY = sourceHeight - 1;
  const rowBytes = sourceWidth * 3;
  const origin = source - firstRow * rowBytes;
  const gains = f32x4.splat(gain);
  const offsets = f32x4.splat(offset);
  const planeBytes = plane << 2;
  let to = target;
  for (let v = 0; v < height; v++) {
    const rowX = xy * (<f64>v + 0.5);
    const rowY = yy * (<f64>v + 0.5);
    for (let u = 0; u < width; u++) {
      const x = (xx * (<f64>u + 0.5) + rowX + x0) * inverse - 0.5;
      const y = (yx * (<f64>u + 0.5) + rowY + y0) * inverse - 0.5;
      let upper: v128;
      let lower: v128;
      let second = secondPixel;
      let left: f64;
      let top: f64;
      if (x >= 0 && y >= 0 && x < <f64>lastX && y < <f64>lastY) {
        const column = <i32>x;
        const row = <i32>y;
        left = <f64>column;
        top = <f64>row;
        const address = origin + row * rowBytes + column * 3;
        upper = v128.load64_zero(address);
        lower = v128.load64_zero(address + rowBytes);
      } else {
        if (filled && (x <= -1 || y <= -1 || x >= <f64>sourceWidth || y >= <f64>sourceHeight)) {
          store<f32>(to, fill);
          store<f32>(to + planeBytes, fill);
          store<f32>(to + 2 * planeBytes, fill);
          to += stride << 2;
          continue;
        }
        left = Math.floor(x);
        top = Math.floor(y);
        // Far outside only the nearest pixel counts: what is left of the position then is of no consequence.
        const column = <i32>max<f64>(-2, min<f64>(left, <f64>sourceWidth));
        const row = <i32>max<f64>(-2, min<f64>(top, <f64>sourceHeight));
        const from = within(column, lastX) * 3;
        // At the left and the right edge both neighbours are one.
        if (within(column + 1, lastX) * 3 === from) second = firstPixel;
        upper = v128.load64_zero(origin + within(row, lastY) * rowBytes + from);
        lower = v128.load64_zero(origin + within(row + 1, lastY) * rowBytes + from);
      }
      const fx = <f32>(x - left);
      const fy = <f32>(y - top);
      const gx: f32 = 1 - fx;
      const gy: f32 = 1 - fy;
      const mean = f32x4.add(
        f32x4.add(
          f32x4.add(
            f32x4.mul(pixel(upper, firstPixel), f32x4.splat(gx * gy)),
            f32x4.mul(pixel(upper, second), f32x4.splat(fx * gy)),
          ),
          f32x4.mul(pixel(lower, firstPixel), f32x4.splat(gx * fy)),
        ),
        f32x4.mul(pixel(lower, second), f32x4.splat(fx * fy)),
      );
      const value = f32x4.add(f32x4.mul(mean, gains), offsets);
      v128.store32_lane(to, value, 0);
      v128.store32_lane(to + planeBytes, value, 1);
      v128.store32_lane(to + 2 * planeBytes, value, 2);
      to += stride << 2;
    }
  }
}

/** Which bit of a pattern stands for a neighbour that is at least as large as the middle. */
function larger(address: usize, middle: v128, bit: v128): v128 {
  return v128.and(i32x4.ge_s(v128.load(address), middle), bit);
}

function count(counts: usize, pattern: u32): void {
  const address = counts + ((<usize>pattern) << 2);
  store<u32>(address, load<u32>(address) + 1);
}

/**
 * Adds each inner value of a square plane to the count of its pattern: which of its eight neighbours, bit by bit round the
 * circle from the upper left, are at least as large. `side` is even.
 */
export function lbpHistogram(source: usize, side: i32, counts: usize): void {
  const row = (<usize>side) << 2;
  for (let y = 1; y < side - 1; y++) {
    let at = source + <usize>y * row + 4;
    for (let x = 1; x < side - 1; x += 4, at += 16) {
      const middle = v128.load(at);
      const upper = v128.or(
        v128.or(larger(at - row - 4, middle, i32x4.splat(1)), larger(at - row, middle, i32x4.splat(2))),
        larger(at - row + 4, middle, i32x4.splat(4)),
      );
      const lower = v128.or(
        v128.or(larger(at + row + 4, middle, i32x4.splat(16)), larger(at + row, middle, i32x4.splat(32))),
        larger(at + row - 4, middle, i32x4.splat(64)),
      );
      const beside = v128.or(
        larger(at + 4, middle, i32x4.splat(8)),
        larger(at - 4, middle, i32x4.splat(128)),
      );
      const patterns = v128.or(v128.or(upper, lower), beside);
      count(counts, i32x4.extract_lane(patterns, 0));
      count(counts, i32x4.extract_lane(patterns, 1));
      // The last step of a row may have two values left.
      if (x + 2 < side - 1) {
        count(counts, i32x4.extract_lane(patterns, 2));
        count(counts, i32x4.extract_lane(patterns, 3));
      }
    }
  }
}
