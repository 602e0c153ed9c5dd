/** A fingerprint of what a picture looks like: re-encoded, scaled or slightly changed it stays about the same. */
import type { RgbImage } from '../contract/rgb-image.ts';

/** Cells of each side; neighbours in a row make one bit. */
const hashSide = 16;
/** Bits that a picture may differ by and still be the same one: of `hashSide * hashSide`. */
const maxBits = 10;
/** Grey levels by which its mean brightness may. */
const maxBrightness = 4;

/**
 * 256 bits that say which of two neighbouring cells is brighter (a difference hash), and the mean brightness.
 * @returns 66 hexadecimal digits. Nobody can make the picture of them.
 */
export function perceptualHash({ width, height, data }: RgbImage): string {
  const columns = hashSide + 1;
  const cells = new Float64Array(columns * hashSide);
  const counts = new Float64Array(columns * hashSide);
  let sum = 0;
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * hashSide) / height) * columns;
    for (let x = 0; x < width; x++) {
      const i = 3 * (y * width + x);
      const luma = 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
      const cell = row + Math.floor((x * columns) / width);
      cells[cell]! += luma;
      counts[cell]! += 1;
      sum += luma;
    }
  }
  const means = cells.map((value, i) => value / Math.max(1, counts[i]!));
  const bytes = new Uint8Array((hashSide * hashSide) / 8 + 1);
  for (let y = 0; y < hashSide; y++) {
    for (let x = 0; x < hashSide; x++) {
      const bit = y * hashSide + x;
      if (means[y * columns + x]! < means[y * columns + x + 1]!) bytes[bit >> 3]! |= 1 << (bit & 7);
    }
  }
  bytes[bytes.length - 1] = Math.round(sum / (width * height));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether two hashes are of one picture, or of copies of it. */
export function looksTheSame(a: string, b: string): boolean {
  const [x, y] = [bytesOf(a), bytesOf(b)];
  if (x.length !== y.length || x.length < 2) return false;
  let bits = 0;
  for (let i = 0; i < x.length - 1; i++) {
    for (let rest = x[i]! ^ y[i]!; rest > 0; rest &= rest - 1) bits += 1;
  }
  return bits <= maxBits && Math.abs(x.at(-1)! - y.at(-1)!) <= maxBrightness;
}

function bytesOf(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}
