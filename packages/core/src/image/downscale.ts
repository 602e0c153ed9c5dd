/** Shrinks a picture row by row, each new pixel the exact average of the area it covers, in whole numbers. */
import type { RgbImage } from '../contract/rgb-image.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The size that `size` takes when its longest side is brought down to `longestSide` and its area to `maxPixels`.
 * Never larger than `size`, never below 1 pixel.
 */
export function sizeWithin(size: Size, longestSide: number, maxPixels: number): Size {
  const { width, height } = size;
  const longest = Math.max(width, height);
  const wanted = Math.min(longestSide, Math.floor(longest * Math.sqrt(maxPixels / (width * height))));
  if (wanted >= longest) return { width, height };
  return {
    width: Math.max(1, Math.round((width * wanted) / longest)),
    height: Math.max(1, Math.round((height * wanted) / longest)),
  };
}

/**
 * Takes the rows of a picture from top to bottom and keeps only the smaller one.
 *
 * A source pixel spans `target.width` units and a target pixel `source.width` units of the same line, so every
 * share is a whole number; sums stay below 2^53 and come out the same on every machine.
 */
export class RowDownscaler {
  private readonly output: Uint8Array;
  /** Sums of one source row, target pixels wide. */
  private readonly across: Uint32Array;
  /** Sums of the target row under way, and of the one after it. */
  private current: Float64Array;
  private next: Float64Array;
  private sourceY = 0;
  private targetY = 0;

  constructor(
    private readonly source: Size,
    private readonly target: Size,
  ) {
    this.output = new Uint8Array(target.width * target.height * 3);
    this.across = new Uint32Array(target.width * 3);
    this.current = new Float64Array(target.width * 3);
    this.next = new Float64Array(target.width * 3);
  }

  /** @param row `source.width * 3` bytes. */
  push(row: Uint8Array): void {
    const { source, target } = this;
    if (source.width === target.width && source.height === target.height) {
      this.output.set(row, this.sourceY * source.width * 3);
      this.sourceY++;
      return;
    }
    this.sumAcross(row);
    const top = this.sourceY * target.height;
    const bottom = top + target.height;
    const edge = (this.targetY + 1) * source.height;
    const above = Math.min(bottom, edge) - top;
    addScaled(this.current, this.across, above);
    if (bottom > edge) addScaled(this.next, this.across, bottom - edge);
    this.sourceY++;
    if (bottom >= edge) this.finishRow();
  }

  /** The finished picture; every source row must have been pushed. */
  image(): RgbImage {
    return { width: this.target.width, height: this.target.height, data: this.output };
  }

  private sumAcross(row: Uint8Array): void {
    const { across } = this;
    const span = this.target.width;
    const unit = this.source.width;
    let from = 0;
    let left = 0;
    // What the pixel across the last edge left over for the target pixel that begins there.
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let to = 0, edge = unit; to < across.length; to += 3, edge += unit) {
      for (; left + span <= edge; left += span, from += 3) {
        red += row[from]! * span;
        green += row[from + 1]! * span;
        blue += row[from + 2]! * span;
      }
      const inside = edge - left;
      if (inside === 0) {
        across[to] = red;
        across[to + 1] = green;
        across[to + 2] = blue;
        red = green = blue = 0;
        continue;
      }
      across[to] = red + row[from]! * inside;
      across[to + 1] = green + row[from + 1]! * inside;
      across[to + 2] = blue + row[from + 2]! * inside;
      const rest = span - inside;
      red = row[from]! * rest;
      green = row[from + 1]! * rest;
      blue = row[from + 2]! * rest;
      left += span;
      from += 3;
    }
  }

  private finishRow(): void {
    const { current, output, target } = this;
    const total = this.source.width * this.source.height;
    const half = Math.floor(total / 2);
    const offset = this.targetY * target.width * 3;
    for (let index = 0; index < current.length; index++) {
      output[offset + index] = Math.floor((current[index]! + half) / total);
    }
    this.current = this.next;
    this.next = current.fill(0);
    this.targetY++;
  }
}

function addScaled(sums: Float64Array, values: Uint32Array, factor: number): void {
  for (let index = 0; index < values.length; index++) {
    sums[index]! += values[index]! * factor;
  }
}
