/** The loops over pixels in WebAssembly with 128-bit vectors, from `kernel/pixels.ts`. */
import type { RgbImage } from '../../contract/rgb-image.ts';
import { type Affine, applyAffine } from './affine.ts';
import type { PixelKernel, SampleRequest } from './pixel-kernel.ts';
import { simdBinary } from './simd-binary.ts';
import { createSimdMeasures, type MeasureExports } from './simd-measures.ts';
import { pageBytes, slack, stripBytes } from './tuning.ts';

/** Functions of the module. Addresses and sizes are byte counts in its memory. */
interface Exports extends MeasureExports {
  halve(source: number, sourceRowBytes: number, target: number, width: number, height: number): void;
  sample(
    source: number,
    sourceWidth: number,
    sourceHeight: number,
    firstRow: number,
    target: number,
    width: number,
    height: number,
    plane: number,
    stride: number,
    xx: number,
    xy: number,
    x0: number,
    yx: number,
    yy: number,
    y0: number,
    inverse: number,
    gain: number,
    offset: number,
    filled: number,
    fill: number,
  ): void;
  lbpHistogram(source: number, side: number, counts: number): void;
}

/**
 * Undefined where the runtime knows no vectors, or compiles no WebAssembly from bytes and got no `module`.
 * @param module `pixels.wasm`, compiled.
 */
export function createSimdKernel(module?: WebAssembly.Module): PixelKernel | undefined {
  const [memory, memoryOfMeasures] = [
    new WebAssembly.Memory({ initial: 1 }),
    new WebAssembly.Memory({ initial: 1 }),
  ];
  const [kernel, measures] = instantiate([memory, memoryOfMeasures], module);
  if (kernel === undefined || measures === undefined) return undefined;

  /** Copies `bytes` to the front of the memory, and finds room for `size` more bytes; answers their address. */
  const place = (bytes: Uint8Array, size: number): number => {
    const target = Math.ceil((bytes.length + slack) / slack) * slack;
    const missing = target + size + slack - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    new Uint8Array(memory.buffer).set(bytes);
    return target;
  };

  return {
    ...createSimdMeasures(measures, memoryOfMeasures),
    halve(image) {
      const width = image.width >> 1;
      const height = image.height >> 1;
      if (width === 0 || height === 0) return undefined;
      const data = new Uint8Array(width * height * 3);
      const rowBytes = image.width * 3;
      const rowsAtOnce = Math.max(1, Math.floor(stripBytes / (2 * rowBytes)));
      for (let y = 0; y < height; y += rowsAtOnce) {
        const rows = Math.min(rowsAtOnce, height - y);
        const size = rows * width * 3;
        const target = place(image.data.subarray(2 * y * rowBytes, 2 * (y + rows) * rowBytes), size);
        kernel.halve(0, rowBytes, target, width, rows);
        data.set(new Uint8Array(memory.buffer, target, size), y * width * 3);
      }
      return { width, height, data };
    },
    sample(image, affine, request) {
      const { width, height, start, plane, stride, inverse, gain, offset, fill } = request;
      const [firstRow, endRow] = rowsRead(image, affine, request);
      const rowBytes = image.width * 3;
      const values = width * height * 3;
      const target = place(image.data.subarray(firstRow * rowBytes, endRow * rowBytes), values * 4);
      kernel.sample(
        0,
        image.width,
        image.height,
        firstRow,
        target + start * 4,
        width,
        height,
        plane,
        stride,
        affine.xx,
        affine.xy,
        affine.x0,
        affine.yx,
        affine.yy,
        affine.y0,
        inverse,
        gain,
        offset,
        fill === undefined ? 0 : 1,
        fill ?? 0,
      );
      return new Float32Array(memory.buffer, target, values).slice();
    },
    lbpHistogram(plane, side) {
      const counts = new Uint32Array(256);
      const target = place(
        new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength),
        counts.byteLength,
      );
      const room = new Uint32Array(memory.buffer, target, counts.length).fill(0);
      kernel.lbpHistogram(0, side, target);
      counts.set(room);
      return counts;
    },
  };
}

/** One for each memory; none where that cannot be. */
function instantiate(memories: readonly WebAssembly.Memory[], module?: WebAssembly.Module): Exports[] {
  try {
    const compiled = module ?? compile();
    return memories.map(
      (memory) => new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Exports,
    );
  } catch {
    return [];
  }
}

function compile(): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(simdBinary), (character) => character.charCodeAt(0)));
}

/** The first row that the corners of the output lie in, and the row after the last; at least one row of the picture. */
function rowsRead(
  image: RgbImage,
  affine: Affine,
  { width, height, inverse }: SampleRequest,
): [number, number] {
  const corners = [
    applyAffine(affine, 0, 0),
    applyAffine(affine, width, 0),
    applyAffine(affine, 0, height),
    applyAffine(affine, width, height),
  ].map(({ y }) => y * inverse);
  const within = (row: number) => Math.min(image.height - 1, Math.max(0, row));
  // Samples lie half a pixel inside of the corners; a row more on each side leaves room for rounding.
  const first = within(Math.floor(Math.min(...corners)) - 2);
  const last = within(Math.floor(Math.max(...corners)) + 2);
  return [first, last + 1];
}
