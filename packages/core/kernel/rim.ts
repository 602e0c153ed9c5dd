/** The bright rim around a head: how far points along rays stand out, and the way around that stands out most. */

function luma(at: usize): f64 {
  return <f64>(77 * <i32>load<u8>(at) + 150 * <i32>load<u8>(at, 1) + 29 * <i32>load<u8>(at, 2)) / 256;
}

function nearest(position: f64, last: i32): i32 {
  return <i32>max<f64>(0, min<f64>(position, <f64>last));
}

/** Luminance 0..255 between four pixels; the nearest ones past the edge. `origin` is where the first row would lie. */
function lumaAt(origin: usize, width: i32, height: i32, x: f64, y: f64): f64 {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = x - left;
  const low = y - top;
  const upper = origin + nearest(top, height - 1) * width * 3;
  const lower = origin + nearest(top + 1, height - 1) * width * 3;
  const first = nearest(left, width - 1) * 3;
  const second = nearest(left + 1, width - 1) * 3;
  const above = luma(upper + first) * (1 - right) + luma(upper + second) * right;
  const below = luma(lower + first) * (1 - right) + luma(lower + second) * right;
  return above * (1 - low) + below * low;
}

/**
 * How high each point of a ray stands over its surroundings along the ray, `cap` at most: levels less their opening by
 * `window`, which takes away whatever is narrower. 0 outside of a picture of `columns` x `rows`, which is `shrink` times as
 * large as the one whose rows from `firstRow` on lie at `source`.
 *
 * @param scratch room for two times `points` and four times `window` numbers
 */
export function ray(
  source: usize,
  width: i32,
  height: i32,
  firstRow: i32,
  shrink: f64,
  x: f64,
  y: f64,
  dx: f64,
  dy: f64,
  near: f64,
  step: f64,
  columns: f64,
  rows: f64,
  points: i32,
  window: i32,
  cap: f64,
  scratch: usize,
  target: usize,
): void {
  const origin = source - firstRow * width * 3;
  const edge = window - 1;
  const levels = scratch + (edge << 3);
  for (let point = 0; point < points; point++) {
    const far = near + <f64>point * step;
    const level = lumaAt(origin, width, height, (x + dx * far) / shrink - 0.5, (y + dy * far) / shrink - 0.5);
    store<f64>(levels + (point << 3), level);
  }
  const first = load<f64>(levels);
  const last = load<f64>(levels + ((points - 1) << 3));
  for (let i = 0; i < edge; i++) store<f64>(scratch + (i << 3), first);
  // One more than the window reaches, as pairs are read.
  for (let i = 0; i <= edge; i++) store<f64>(levels + ((points + i) << 3), last);
  const floors = levels + ((points + window) << 3);
  for (let i = 0; i < points + edge; i += 2) {
    let least = v128.load(scratch + (i << 3));
    for (let k = i + 1; k <= i + edge; k++) least = f64x2.pmin(least, v128.load(scratch + (k << 3)));
    v128.store(floors + (i << 3), least);
  }
  for (let point = 0; point < points; point++) {
    let opened = load<f64>(floors + (point << 3));
    for (let k = point + 1; k <= point + edge; k++) opened = max<f64>(opened, load<f64>(floors + (k << 3)));
    const far = near + <f64>point * step;
    const px = x + dx * far;
    const py = y + dy * far;
    const isOutside = px < 1 || py < 1 || px > columns - 1 || py > rows - 1;
    const height = min<f64>(cap, load<f64>(levels + (point << 3)) - opened);
    store<f64>(target + (point << 3), isOutside ? 0 : height);
  }
}

/**
 * The ridge on each ray, along the way of greatest sum that from ray to ray moves by `most` points at most; of equal ones the
 * first counts.
 *
 * @param scratch room for two rays and four times `most` and two more numbers, and a byte for each point of each ray
 */
export function brightestPath(
  ridges: usize,
  rays: i32,
  points: i32,
  most: i32,
  scratch: usize,
  path: usize,
): void {
  const lineBytes = (points + 2 * most + 1) << 3;
  let sums = scratch + (most << 3);
  let next = sums + lineBytes;
  const came = scratch + 2 * lineBytes;
  // Nothing moves to beyond a ray's ends.
  for (let i = 0; i < 2 * lineBytes; i += 8) store<f64>(scratch + i, -Infinity);
  memory.copy(sums, ridges, points << 3);
  for (let ray = 1; ray < rays; ray++) {
    for (let point = 0; point < points; point++) {
      const from = sums + ((point - most) << 3);
      let best = load<f64>(from);
      let move = 0;
      for (let k = 1; k <= 2 * most; k++) {
        const other = load<f64>(from + (k << 3));
        const isMore = other > best;
        best = isMore ? other : best;
        move = isMore ? k : move;
      }
      store<u8>(came + ray * points + point, move);
      store<f64>(next + (point << 3), best + load<f64>(ridges + ((ray * points + point) << 3)));
    }
    const swapped = sums;
    sums = next;
    next = swapped;
  }
  let at = 0;
  for (let point = 1; point < points; point++) {
    if (load<f64>(sums + (point << 3)) > load<f64>(sums + (at << 3))) at = point;
  }
  for (let ray = rays - 1; ray >= 0; ray--) {
    store<f64>(path + (ray << 3), load<f64>(ridges + ((ray * points + at) << 3)));
    if (ray > 0) at += <i32>load<u8>(came + ray * points + at) - most;
  }
}
