/**
 * The loops over pixels, for WebAssembly with 128-bit vectors (AssemblyScript). `pnpm kernel` compiles them into
 * `pixels.wasm` and `src/vision/sampling/simd-binary.ts`; `scalar-*.ts` say the same in JavaScript, bit for bit.
 *
 * Callers put pixels and results where they like in the memory, and leave 16 bytes of room after each.
 */
export { cellChanges, cellSums, edgeSums, histogram } from './cells';
export { changes, differences, grain, luminance, smoothed } from './measures';
export { brightestPath, ray } from './rim';

/** Two pixels' sums of 16 bits, channel by channel, out of four pixels side by side; the last two lanes are 0. */
function columnSums(pixels: v128): v128 {
  const besides = i8x16(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, -1, -1, -1, -1);
  return i16x8.extadd_pairwise_i8x16_u(i8x16.swizzle(pixels, besides));
}

/** Three bytes a pixel, averaged 2 x 2; `width` and `height` are those of `target`. */
export function halve(source: usize, sourceRowBytes: i32, target: usize, width: i32, height: i32): void {
  const pairs = width >> 1;
  const rounding = i16x8.splat(2);
  for (let y = 0; y < height; y++) {
    let upper = source + 2 * y * sourceRowBytes;
    let lower = upper + sourceRowBytes;
    let to = target + 3 * y * width;
    for (let pair = 0; pair < pairs; pair++) {
      const across = i16x8.add(columnSums(v128.load(upper)), columnSums(v128.load(lower)));
      const mean = i16x8.shr_u(i16x8.add(across, rounding), 2);
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

/** Bytes 0 to 3, 4 to 7, 8 to 11 and 12 to 15 of a vector, each as four floats. */
const quarter0 = i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1);
const quarter1 = i8x16(4, -1, -1, -1, 5, -1, -1, -1, 6, -1, -1, -1, 7, -1, -1, -1);
const quarter2 = i8x16(8, -1, -1, -1, 9, -1, -1, -1, 10, -1, -1, -1, 11, -1, -1, -1);
const quarter3 = i8x16(12, -1, -1, -1, 13, -1, -1, -1, 14, -1, -1, -1, 15, -1, -1, -1);

/** Of two pixels each with its right neighbour, in 8 bytes: red, green and blue of all four, then red of their neighbours. */
function redsAndMore(one: v128, other: v128): v128 {
  return v128.shuffle<i8>(one, other, 0, 8, 16, 24, 1, 9, 17, 25, 2, 10, 18, 26, 3, 11, 19, 27);
}

/** Green and blue of the neighbours. */
function restOfNeighbours(one: v128, other: v128): v128 {
  return v128.shuffle<i8>(one, other, 4, 12, 20, 28, 5, 13, 21, 29, 4, 12, 20, 28, 5, 13, 21, 29);
}

/** Both parts of a vector of 64-bit numbers each, in one of 32 bits. */
function joined(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(low, high, 0, 2);
}

/** The mean of four neighbours, in the order in which `sample` adds for a single pixel, times `gains` and more by `offsets`. */
function blended(
  a: v128,
  b: v128,
  c: v128,
  d: v128,
  wa: v128,
  wb: v128,
  wc: v128,
  wd: v128,
  gains: v128,
  offsets: v128,
): v128 {
  const three = f32x4.add(f32x4.add(f32x4.mul(a, wa), f32x4.mul(b, wb)), f32x4.mul(c, wc));
  return f32x4.add(f32x4.mul(f32x4.add(three, f32x4.mul(d, wd)), gains), offsets);
}

function within(position: i32, last: i32): i32 {
  return max(0, min(last, position));
}

/** Where two pixels of the output lie along one axis of the source. */
function position(at: v128, along: f64, across: f64, start: f64, inverse: f64): v128 {
  const there = f64x2.add(
    f64x2.add(f64x2.mul(f64x2.splat(along), at), f64x2.splat(across)),
    f64x2.splat(start),
  );
  return f64x2.sub(f64x2.mul(there, f64x2.splat(inverse)), f64x2.splat(0.5));
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
  const lastXs = f64x2.splat(<f64>lastX);
  const lastYs = f64x2.splat(<f64>lastY);
  const rowsBytes = i32x4.splat(rowBytes);
  // Pixels go four by four where their results lie in planes, or red, green and blue side by side.
  const atOnce = stride === 1 || (stride === 3 && plane === 1);
  let to = target;
  for (let v = 0; v < height; v++) {
    const rowX = xy * (<f64>v + 0.5);
    const rowY = yy * (<f64>v + 0.5);
    let u = 0;
    while (u < width) {
      if (atOnce && u + 4 <= width) {
        const u0 = f64x2.add(f64x2.splat(<f64>u), f64x2(0.5, 1.5));
        const u1 = f64x2.add(f64x2.splat(<f64>u), f64x2(2.5, 3.5));
        const x0s = position(u0, xx, rowX, x0, inverse);
        const x1s = position(u1, xx, rowX, x0, inverse);
        const y0s = position(u0, yx, rowY, y0, inverse);
        const y1s = position(u1, yx, rowY, y0, inverse);
        // What lies between two that lie inside does so, too.
        const endsX = v128.shuffle<i64>(x0s, x1s, 0, 3);
        const endsY = v128.shuffle<i64>(y0s, y1s, 0, 3);
        const isInside = v128.and(
          v128.and(f64x2.ge(endsX, f64x2.splat(0)), f64x2.lt(endsX, lastXs)),
          v128.and(f64x2.ge(endsY, f64x2.splat(0)), f64x2.lt(endsY, lastYs)),
        );
        if (i64x2.all_true(isInside)) {
          const left0 = f64x2.floor(x0s);
          const left1 = f64x2.floor(x1s);
          const top0 = f64x2.floor(y0s);
          const top1 = f64x2.floor(y1s);
          const columns = joined(i32x4.trunc_sat_f64x2_s_zero(left0), i32x4.trunc_sat_f64x2_s_zero(left1));
          const rows = joined(i32x4.trunc_sat_f64x2_s_zero(top0), i32x4.trunc_sat_f64x2_s_zero(top1));
          const addresses = i32x4.add(i32x4.mul(rows, rowsBytes), i32x4.mul(columns, i32x4.splat(3)));
          const at0 = origin + i32x4.extract_lane(addresses, 0);
          const at1 = origin + i32x4.extract_lane(addresses, 1);
          const at2 = origin + i32x4.extract_lane(addresses, 2);
          const at3 = origin + i32x4.extract_lane(addresses, 3);
          const upper0 = v128.load64_lane(at1, v128.load64_zero(at0), 1);
          const upper1 = v128.load64_lane(at3, v128.load64_zero(at2), 1);
          const lower0 = v128.load64_lane(at1 + rowBytes, v128.load64_zero(at0 + rowBytes), 1);
          const lower1 = v128.load64_lane(at3 + rowBytes, v128.load64_zero(at2 + rowBytes), 1);
          const fx = joined(
            f32x4.demote_f64x2_zero(f64x2.sub(x0s, left0)),
            f32x4.demote_f64x2_zero(f64x2.sub(x1s, left1)),
          );
          const fy = joined(
            f32x4.demote_f64x2_zero(f64x2.sub(y0s, top0)),
            f32x4.demote_f64x2_zero(f64x2.sub(y1s, top1)),
          );
          const gx = f32x4.sub(f32x4.splat(1), fx);
          const gy = f32x4.sub(f32x4.splat(1), fy);
          const wa = f32x4.mul(gx, gy);
          const wb = f32x4.mul(fx, gy);
          const wc = f32x4.mul(gx, fy);
          const wd = f32x4.mul(fx, fy);
          const a = redsAndMore(upper0, upper1);
          const b = restOfNeighbours(upper0, upper1);
          const c = redsAndMore(lower0, lower1);
          const d = restOfNeighbours(lower0, lower1);
          const red = blended(
            pixel(a, quarter0),
            pixel(a, quarter3),
            pixel(c, quarter0),
            pixel(c, quarter3),
            wa,
            wb,
            wc,
            wd,
            gains,
            offsets,
          );
          const green = blended(
            pixel(a, quarter1),
            pixel(b, quarter0),
            pixel(c, quarter1),
            pixel(d, quarter0),
            wa,
            wb,
            wc,
            wd,
            gains,
            offsets,
          );
          const blue = blended(
            pixel(a, quarter2),
            pixel(b, quarter1),
            pixel(c, quarter2),
            pixel(d, quarter1),
            wa,
            wb,
            wc,
            wd,
            gains,
            offsets,
          );
          if (stride === 1) {
            v128.store(to, red);
            v128.store(to + planeBytes, green);
            v128.store(to + 2 * planeBytes, blue);
          } else {
            const low = v128.shuffle<i32>(red, green, 0, 4, 1, 5);
            const high = v128.shuffle<i32>(red, green, 2, 6, 3, 7);
            v128.store(to, v128.shuffle<i32>(low, blue, 0, 1, 4, 2));
            v128.store(to + 16, v128.shuffle<i64>(v128.shuffle<i32>(low, blue, 3, 5, 3, 5), high, 0, 2));
            v128.store(to + 32, v128.shuffle<i32>(high, blue, 6, 2, 3, 7));
          }
          to += stride << 4;
          u += 4;
          continue;
        }
      }
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
          u++;
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
      u++;
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
