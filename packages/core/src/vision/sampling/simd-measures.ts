/** The loops of measures over pixels in WebAssembly, from `kernel/measures.ts` and `kernel/rim.ts`. */
import type { RgbImage } from '../../contract/rgb-image.ts';
import type { MeasureKernel, RimView } from './measure-kernel.ts';
import { pageBytes, slack } from './tuning.ts';

/** Functions of the module. Addresses and sizes are byte counts in its memory, `side`, `width` and the like counts of values. */
export interface MeasureExports {
  luminance(source: number, count: number, target: number): void;
  smoothed(plane: number, width: number, height: number, across: number, target: number): void;
  differences(
    plane: number,
    side: number,
    step: number,
    slant: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    sums: number,
  ): void;
  grain(plane: number, side: number, left: number, top: number, right: number, bottom: number): number;
  cellSums(plane: number, side: number, cell: number, sums: number): void;
  histogram(
    plane: number,
    side: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    count: number,
    each: number,
    shares: number,
  ): void;
  edgeSums(
    plane: number,
    width: number,
    height: number,
    cell: number,
    directions: number,
    count: number,
    aside: number,
    sums: number,
  ): void;
  cellChanges(plane: number, width: number, height: number, cell: number, sums: number): void;
  changes(
    source: number,
    rowBytes: number,
    width: number,
    height: number,
    columns: number,
    rows: number,
    line: number,
    lineBytes: number,
  ): void;
  ray(
    source: number,
    width: number,
    height: number,
    firstRow: number,
    shrink: number,
    x: number,
    y: number,
    dx: number,
    dy: number,
    near: number,
    step: number,
    columns: number,
    rows: number,
    points: number,
    window: number,
    cap: number,
    scratch: number,
    target: number,
  ): void;
  brightestPath(
    ridges: number,
    rays: number,
    points: number,
    most: number,
    scratch: number,
    path: number,
  ): void;
}

/** @param memory what `kernel` works in, for it alone */
export function createSimdMeasures(kernel: MeasureExports, memory: WebAssembly.Memory): MeasureKernel {
  /** The planes that lie at the front of the memory, one after the other, as most are read several times. */
  let held: readonly Float64Array[] = [];

  /** Addresses of rooms of the given bytes, one after the other behind whatever lies in the first `from` bytes, sixteens. */
  const rooms = (from: number, ...sizes: readonly number[]): number[] => {
    let end = from;
    const addresses = sizes.map((size) => {
      const at = end;
      end = aligned(at + size);
      return at;
    });
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return addresses;
  };
  const endOfHeld = () => held.reduce((sum, plane) => sum + aligned(plane.byteLength), 0);
  const addressOf = (plane: Float64Array): number => {
    const index = held.indexOf(plane);
    if (index >= 0) return index * aligned(plane.byteLength);
    rooms(0, plane.byteLength);
    new Float64Array(memory.buffer, 0, plane.length).set(plane);
    held = [plane];
    return 0;
  };

  return {
    luminances(rgb, width, height) {
      const count = width * height;
      const [luminance, smooth, across] = rooms(0, 8 * count, 8 * count, rgb.byteLength) as [
        number,
        number,
        number,
      ];
      // Colours are no longer wanted once the filter needs room.
      new Float32Array(memory.buffer, across, rgb.length).set(rgb);
      kernel.luminance(across, count, luminance);
      kernel.smoothed(luminance, width, height, across, smooth);
      const planes = {
        luminance: new Float64Array(memory.buffer, luminance, count).slice(),
        smooth: new Float64Array(memory.buffer, smooth, count).slice(),
      };
      held = [planes.luminance, planes.smooth];
      return planes;
    },
    squaredDifferences(plane, side, { step, slant }, { left, top, right, bottom }) {
      const address = addressOf(plane);
      const [sums] = rooms(endOfHeld(), 32) as [number];
      kernel.differences(address, side, step, slant, left, top, right, bottom, sums);
      const [across, down, falling, rising] = new Float64Array(memory.buffer, sums, 4);
      return [across!, down!, falling!, rising!];
    },
    grain(plane, side, { left, top, right, bottom }) {
      return kernel.grain(addressOf(plane), side, left, top, right, bottom);
    },
    cellSums(plane, side, cell) {
      const address = addressOf(plane);
      const count = 2 * (side / cell) ** 2;
      const [sums] = rooms(endOfHeld(), 8 * count) as [number];
      kernel.cellSums(address, side, cell, sums);
      return new Float64Array(memory.buffer, sums, count).slice();
    },
    histogram(plane, side, { left, top, right, bottom }, count) {
      const address = addressOf(plane);
      const [shares] = rooms(endOfHeld(), 8 * count) as [number];
      new Float64Array(memory.buffer, shares, count).fill(0);
      const each = 1 / ((right - left) * (bottom - top));
      kernel.histogram(address, side, left, top, right, bottom, count, each, shares);
      return new Float64Array(memory.buffer, shares, count).slice();
    },
    edgeSums(plane, { width, height, cell, directions, aside }) {
      const address = addressOf(plane);
      const count = directions.length / 2;
      const cells = (width * height) / (cell * cell);
      const [ways, sums] = rooms(endOfHeld(), 16 * count, 8 * count * cells) as [number, number];
      new Float64Array(memory.buffer, ways, 2 * count).set(directions);
      new Float64Array(memory.buffer, sums, count * cells).fill(0);
      kernel.edgeSums(address, width, height, cell, ways, count, aside, sums);
      return new Float64Array(memory.buffer, sums, count * cells).slice();
    },
    cellChanges(plane, width, cell) {
      const count = (2 * plane.length) / (cell * cell);
      const [source, sums] = rooms(endOfHeld(), plane.byteLength, 8 * count) as [number, number];
      new Float32Array(memory.buffer, source, plane.length).set(plane);
      kernel.cellChanges(source, width, plane.length / width, cell, sums);
      return new Float64Array(memory.buffer, sums, count).slice();
    },
    changes(image, box) {
      const { x, y, width, height } = box;
      const rowBytes = image.width * 3;
      const start = y * rowBytes + 3 * (x - 1);
      const pixels = image.data.subarray(start, start + (height - 1) * rowBytes + 3 * (width + 1));
      const lineBytes = aligned(2 * (width + 16));
      const [source, columns, rows, line] = rooms(
        endOfHeld(),
        pixels.length,
        4 * (width + 8),
        4 * height,
        2 * lineBytes,
      ) as [number, number, number, number];
      new Uint8Array(memory.buffer).set(pixels, source);
      new Uint8Array(memory.buffer).fill(0, columns, rows);
      kernel.changes(source, rowBytes, width, height, columns, rows, line, lineBytes);
      return {
        columns: new Uint32Array(memory.buffer, columns, width).slice(),
        rows: new Uint32Array(memory.buffer, rows, height).slice(),
      };
    },
    brightestWay(image, view) {
      const { shrink, columns, rows, x, y, ways, near, step, points, window, cap, maxMove } = view;
      const rays = ways.length / 2;
      const [firstRow, endRow] = rowsRead(image, view);
      const pixels = image.data.subarray(3 * image.width * firstRow, 3 * image.width * endRow);
      const scratchBytes = Math.max(
        8 * (2 * points + 4 * window),
        16 * (points + 2 * maxMove + 1) + rays * points,
      );
      const [source, ridges, scratch, path] = rooms(
        endOfHeld(),
        pixels.length,
        8 * rays * points,
        scratchBytes,
        8 * rays,
      ) as [number, number, number, number];
      new Uint8Array(memory.buffer).set(pixels, source);
      for (let ray = 0; ray < rays; ray++) {
        kernel.ray(
          source,
          image.width,
          image.height,
          firstRow,
          shrink,
          x,
          y,
          ways[2 * ray]!,
          ways[2 * ray + 1]!,
          near,
          step,
          columns,
          rows,
          points,
          window,
          cap,
          scratch,
          ridges + 8 * ray * points,
        );
      }
      kernel.brightestPath(ridges, rays, points, maxMove, scratch, path);
      return new Float64Array(memory.buffer, path, rays).slice();
    },
  };
}

/** With the room that vectors need behind what they read and write. */
function aligned(bytes: number): number {
  return Math.ceil((bytes + slack) / slack) * slack;
}

/** The first row that a ray's points lie next to, and the row after the last; at least one row of the picture. */
function rowsRead({ height }: RgbImage, { shrink, y, ways, near, step, points }: RimView): [number, number] {
  const far = near + points * step;
  let up = 0;
  let down = 0;
  for (let i = 1; i < ways.length; i += 2) {
    up = Math.min(up, ways[i]! * far);
    down = Math.max(down, ways[i]! * far);
  }
  const within = (row: number) => Math.min(height - 1, Math.max(0, row));
  return [within(Math.floor((y + up) / shrink) - 2), within(Math.floor((y + down) / shrink) + 2) + 1];
}
