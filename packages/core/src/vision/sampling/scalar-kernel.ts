/** The loops over pixels in JavaScript, for runtimes that compile no WebAssembly from bytes. */
import type { RgbImage } from '../../contract/rgb-image.ts';
import type { Affine } from './affine.ts';
import type { PixelKernel, SampleRequest } from './pixel-kernel.ts';
import { scalarMeasures } from './scalar-measures.ts';

export const scalarKernel: PixelKernel = { halve, sample, lbpHistogram, ...scalarMeasures };

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
  let index = start;
  for (let v = 0; v < height; v++) {
    const rowX = affine.xy * (v + 0.5);
    const rowY = affine.yy * (v + 0.5);
    for (let u = 0; u < width; u++, index += stride) {
      const x = (affine.xx * (u + 0.5) + rowX + affine.x0) * inverse - 0.5;
      const y = (affine.yx * (u + 0.5) + rowY + affine.y0) * inverse - 0.5;
      if (fill !== undefined && (x <= -1 || y <= -1 || x >= sourceWidth || y >= sourceHeight)) {
        for (let channel = 0; channel < 3; channel++) out[index + channel * plane] = fill;
        continue;
      }
      const left = Math.floor(x);
      const top = Math.floor(y);
      const upper = within(top, lastY) * rowBytes;
      const lower = within(top + 1, lastY) * rowBytes;
      const first = within(left, lastX) * 3;
      const second = within(left + 1, lastX) * 3;
      const fx = fround(x - left);
      const fy = fround(y - top);
      const gx = fround(1 - fx);
      const gy = fround(1 - fy);
      const wa = fround(gx * gy);
      const wb = fround(fx * gy);
      const wc = fround(gx * fy);
      const wd = fround(fx * fy);
      for (let channel = 0, to = index; channel < 3; channel++, to += plane) {
        const above = fround(
          fround(data[upper + first + channel]! * wa) + fround(data[upper + second + channel]! * wb),
        );
        const three = fround(above + fround(data[lower + first + channel]! * wc));
        const mean = fround(three + fround(data[lower + second + channel]! * wd));
        out[to] = fround(fround(mean * gain) + offset);
      }
    }
  }
  return out;
}

function within(position: number, last: number): number {
  return Math.min(last, Math.max(0, position));
}

function lbpHistogram(plane: Int32Array<ArrayBuffer>, side: number): Uint32Array {
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
