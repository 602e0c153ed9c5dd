/** The loops over pixels: in WebAssembly where a runtime compiles some, else in JavaScript. Both give the same bits. */
import type { RgbImage } from '../../contract/rgb-image.ts';
import type { Affine } from './affine.ts';
import type { MeasureKernel } from './measure-kernel.ts';
import { scalarKernel } from './scalar-kernel.ts';
import { createSimdKernel } from './simd-kernel.ts';

export interface PixelKernel extends MeasureKernel {
  /** Half the size by averaging 2 x 2 pixels; an odd last row or column is dropped. Undefined when nothing is left. */
  halve(image: RgbImage): RgbImage | undefined;
  /** `width * height * 3` values read from `image` through `affine`, as `request` says. */
  sample(image: RgbImage, affine: Affine, request: SampleRequest): Float32Array<ArrayBuffer>;
  /**
   * How often each of 256 patterns occurs among the inner values of a square plane: which of the eight neighbours, bit by
   * bit round the circle from the upper left, are at least as large as the value. `side` is even.
   */
  lbpHistogram(plane: Int32Array<ArrayBuffer>, side: number): Uint32Array;
}

/** All arithmetic on colours is that of 32-bit floats, on positions that of 64-bit ones. */
export interface SampleRequest {
  readonly width: number;
  readonly height: number;
  /** What a position is multiplied by after the transform: `image` is that much smaller than what the transform knows. */
  readonly inverse: number;
  /** Where red goes, and how many values further green and, once more, blue. */
  readonly start: number;
  readonly plane: number;
  /** How many values lie between a pixel and the next. */
  readonly stride: number;
  /** A mean p of pixels, 0..255, is written as `p * gain + offset`. */
  readonly gain: number;
  readonly offset: number;
  /** Written for what lies outside; the nearest pixel counts there when undefined. */
  readonly fill: number | undefined;
}

/** One per inspector: the WebAssembly one keeps some memory to work in. @param module `pixels.wasm`, compiled. */
export function createPixelKernel(module?: WebAssembly.Module): PixelKernel {
  return createSimdKernel(module) ?? scalarKernel;
}
