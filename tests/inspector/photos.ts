/** Sample photos, and what can be made of their pixels. */
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import type { RgbImage } from '@livephoto/core';
import { assemblePng } from '../../packages/core/src/image/testing/png-writer.ts';

/** A photo that `pnpm samples` makes. */
export function sample(name: string): Promise<Buffer> {
  return readFile(new URL(`../../samples/${name}.jpg`, import.meta.url));
}

export function png({ width, height, data }: RgbImage): Uint8Array {
  const lines = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y++) {
    lines.set(data.subarray(3 * width * y, 3 * width * (y + 1)), y * (1 + 3 * width) + 1);
  }
  return assemblePng({ width, height, depth: 8, color: 2 }, deflateSync(lines, { level: 1 }));
}

/** The picture turned clockwise about its middle, on a grey square that holds it at any angle. */
export function turn(image: RgbImage, degrees: number): RgbImage {
  const side = Math.ceil(Math.hypot(image.width, image.height));
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const data = new Uint8Array(3 * side * side).fill(128);
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      const [right, down] = [u + 0.5 - side / 2, v + 0.5 - side / 2];
      const x = right * cos + down * sin + image.width / 2 - 0.5;
      const y = down * cos - right * sin + image.height / 2 - 0.5;
      if (x < 0 || y < 0 || x > image.width - 1 || y > image.height - 1) continue;
      for (let c = 0; c < 3; c++) data[3 * (side * v + u) + c] = between(image, x, y, c);
    }
  }
  return { width: side, height: side, data };
}

/** One channel between four pixels. */
function between({ width, height, data }: RgbImage, x: number, y: number, channel: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const at = (column: number, row: number) => data[3 * (width * row + column) + channel]!;
  const above = at(left, top) + (x - left) * (at(right, top) - at(left, top));
  const below = at(left, bottom) + (x - left) * (at(right, bottom) - at(left, bottom));
  return Math.round(above + (y - top) * (below - above));
}
