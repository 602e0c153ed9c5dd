/** The loops over pixels in JavaScript, for runtimes that compile no WebAssembly from bytes. */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { Affine } from '../affine.ts';
import type { PixelKernel, SampleRequest } from './pixel-kernel.ts';

export const scalarKernel: PixelKernel = { halve, sample, countPatterns };

function halve(image: RgbImage): RgbImage | undefined {
  const width = image.width >> 1;
  const height = image.height >> 1;
  if (width === 0 || height === 0) return undefined;
  const { data: source } = image;
  const data = new Uint8Array(width * height * 3);
  const rowBytes = image.width * 3;
  let out = 0;
  for (let y = 0; y < height; y++) {
    let upper = 2 * y * rowBytes;
    let lower = upper + rowBytes;
    for (let x = 0; x < width; x++, upper += 6, lower += 6, out += 3) {
      data[out] = (source[upper]! + source[upper + 3]! + source[lower]! + source[lower + 3]! + 2) >> 2;
      data[out + 1] =
        (source[upper + 1]! + source[upper + 4]! + source[lower + 1]! + source[lower + 4]! + 2) >> 2;
      data[out + 2] =
        (source[upper + 2]! + source[upper + 5]! + source[lower + 2]! + source[lower + 5]! + 2) >> 2;
    }
  }
  return { width, height, data };
}

/** Rounds to 32 bits, as each step of the WebAssembly does. */
const { fround } = Math;

function sample(image: RgbImage, affine: Affine, request: SampleRequest): Float32Array<ArrayBuffer> {
  const { width, height, inverse, start, plane, stride, fill } = request;
  const { data, width: sourceWidth, height: sourceHeight } = image;
  const out = new Float32Array(width * height * 3);
  const gain = fround(request.gain);
  const offset = fround(request.offset);
  const lastX = sourceWidth - 1;
  const lastY = sourceHeight - 1;
  const rowBytes = sourceWidth * 3;
  const { x0, y0 } = affine;
  // What a column adds to x and to y, for every row alike.
  const columnX = new Float64Array(width);
  const columnY = new Float64Array(width);
  for (let u = 0; u < width; u++) {
    columnX[u] = affine.xx * (u + 0.5);
    columnY[u] = affine.yx * (u + 0.5);
  }
  let index = start;
  for (let v = 0; v < height; v++) {
    const rowX = affine.xy * (v + 0.5);
    const rowY = affine.yy * (v + 0.5);
    for (let u = 0; u < width; u++, index += stride) {
      const x = (columnX[u]! + rowX + x0) * inverse - 0.5;
      const y = (columnY[u]! + rowY + y0) * inverse - 0.5;
      if (fill !== undefined && (x <= -1 || y <= -1 || x >= sourceWidth || y >= sourceHeight)) {
        for (let channel = 0; channel < 3; channel++) out[index + channel * plane] = fill;
        continue;
      }
      // Where the bytes of the four nearest pixels begin. Whole numbers all of them, or the engine takes them for floats.
      let a: number;
      let b: number;
      let c: number;
      let d: number;
      let fx: number;
      let fy: number;
      if (x >= 0 && y >= 0 && x < lastX && y < lastY) {
        const left = x | 0;
        const top = y | 0;
        fx = fround(x - left);
        fy = fround(y - top);
        a = (Math.imul(top, rowBytes) + Math.imul(left, 3)) | 0;
        b = (a + 3) | 0;
        c = (a + rowBytes) | 0;
        d = (c + 3) | 0;
      } else {
        const left = Math.floor(x);
        const top = Math.floor(y);
        fx = fround(x - left);
        fy = fround(y - top);
        const upper = within(top, lastY) * rowBytes;
        const lower = within(top + 1, lastY) * rowBytes;
        const first = within(left, lastX) * 3;
        const second = within(left + 1, lastX) * 3;
        a = (upper + first) | 0;
        b = (upper + second) | 0;
        c = (lower + first) | 0;
        d = (lower + second) | 0;
      }
      const gx = fround(1 - fx);
      const gy = fround(1 - fy);
      const wa = fround(gx * gy);
      const wb = fround(fx * gy);
      const wc = fround(gx * fy);
      const wd = fround(fx * fy);
      for (let channel = 0, to = index; channel < 3; channel++, to += plane) {
        const above = fround(fround(data[a + channel]! * wa) + fround(data[b + channel]! * wb));
        const three = fround(above + fround(data[c + channel]! * wc));
        const mean = fround(three + fround(data[d + channel]! * wd));
        out[to] = fround(fround(mean * gain) + offset);
      }
    }
  }
  return out;
}

function within(position: number, last: number): number {
  return Math.min(last, Math.max(0, position));
}

function countPatterns(plane: Int32Array<ArrayBuffer>, side: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const at = y * side + x;
      const centre = plane[at]!;
      // The sign of a difference is its topmost bit: no branch, as skin gives none to foresee.
      const smaller =
        ((plane[at - side - 1]! - centre) >>> 31) |
        (((plane[at - side]! - centre) >>> 31) << 1) |
        (((plane[at - side + 1]! - centre) >>> 31) << 2) |
        (((plane[at + 1]! - centre) >>> 31) << 3) |
        (((plane[at + side + 1]! - centre) >>> 31) << 4) |
        (((plane[at + side]! - centre) >>> 31) << 5) |
        (((plane[at + side - 1]! - centre) >>> 31) << 6) |
        (((plane[at - 1]! - centre) >>> 31) << 7);
      counts[smaller ^ 0xff]! += 1;
    }
  }
  return counts;
}
