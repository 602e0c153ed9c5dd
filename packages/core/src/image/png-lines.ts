/** Cuts a PNG's inflated bytes into scanlines and undoes their filters, as the bytes come. */
import { channelsOf, damagedPng, type PngFile } from './png-chunks.ts';

/** One pass of a picture: every `stepX`-th pixel of every `stepY`-th row. */
export interface Pass {
  readonly startX: number;
  readonly startY: number;
  readonly stepX: number;
  readonly stepY: number;
  /** Pixels in a line, and lines. */
  readonly width: number;
  readonly height: number;
}

/** Adam7 (W3C PNG, 8.1). */
const interlacing: readonly Pick<Pass, 'startX' | 'startY' | 'stepX' | 'stepY'>[] = [
  { startX: 0, startY: 0, stepX: 8, stepY: 8 },
  { startX: 4, startY: 0, stepX: 8, stepY: 8 },
  { startX: 0, startY: 4, stepX: 4, stepY: 8 },
  { startX: 2, startY: 0, stepX: 4, stepY: 4 },
  { startX: 0, startY: 2, stepX: 2, stepY: 4 },
  { startX: 1, startY: 0, stepX: 2, stepY: 2 },
  { startX: 0, startY: 1, stepX: 1, stepY: 2 },
];

/** Takes inflated bytes in pieces of any size and calls `onLine` for every whole, unfiltered line. */
export class PngLines {
  private readonly passes: readonly Pass[];
  private readonly bitsPerPixel: number;
  /** Distance of the byte that a filter looks back to. */
  private readonly back: number;
  private pass = 0;
  private lineInPass = 0;
  /** Filter byte, then the line. */
  private line = new Uint8Array(0);
  private previous = new Uint8Array(0);
  private filled = 0;

  /** @param onLine Gets a line that is valid until it returns, its pass, and its number in the pass. */
  constructor(
    file: PngFile,
    private readonly onLine: (line: Uint8Array, pass: Pass, index: number) => void,
  ) {
    this.passes = passesOf(file);
    this.bitsPerPixel = file.depth * channelsOf[file.color];
    this.back = Math.max(1, this.bitsPerPixel >> 3);
    this.startPass();
  }

  /** True when every line has come; what follows is left alone. */
  get complete(): boolean {
    return this.pass === this.passes.length;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && !this.complete) {
      const taken = Math.min(bytes.length - at, this.line.length - this.filled);
      this.line.set(bytes.subarray(at, at + taken), this.filled);
      this.filled += taken;
      at += taken;
      if (this.filled === this.line.length) this.finishLine();
    }
  }

  private startPass(): void {
    const pass = this.passes[this.pass];
    if (!pass) return;
    const bytes = 1 + Math.ceil((pass.width * this.bitsPerPixel) / 8);
    this.line = new Uint8Array(bytes);
    this.previous = new Uint8Array(bytes);
    this.lineInPass = 0;
    this.filled = 0;
  }

  private finishLine(): void {
    const pass = this.passes[this.pass]!;
    unfilter(this.line, this.previous, this.back);
    this.onLine(this.line.subarray(1), pass, this.lineInPass);
    const reused = this.previous;
    this.previous = this.line;
    this.line = reused;
    this.filled = 0;
    this.lineInPass++;
    if (this.lineInPass === pass.height) {
      this.pass++;
      this.startPass();
    }
  }
}

function passesOf({ width, height, interlaced }: PngFile): Pass[] {
  if (!interlaced) return [{ startX: 0, startY: 0, stepX: 1, stepY: 1, width, height }];
  return interlacing
    .map((pass) => ({
      ...pass,
      width: Math.ceil((width - pass.startX) / pass.stepX),
      height: Math.ceil((height - pass.startY) / pass.stepY),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Undoes the filter of `line` (its first byte names it) in place (W3C PNG, 9.2). */
function unfilter(line: Uint8Array, above: Uint8Array, back: number): void {
  const length = line.length;
  // Pixels before the first one count as zero.
  const first = Math.min(length, 1 + back);
  switch (line[0]) {
    case 0:
      return;
    case 1:
      for (let at = first; at < length; at++) line[at]! += line[at - back]!;
      return;
    case 2:
      for (let at = 1; at < length; at++) line[at]! += above[at]!;
      return;
    case 3:
      for (let at = 1; at < first; at++) line[at]! += above[at]! >> 1;
      for (let at = first; at < length; at++) line[at]! += (line[at - back]! + above[at]!) >> 1;
      return;
    case 4:
      for (let at = 1; at < first; at++) line[at]! += above[at]!;
      for (let at = first; at < length; at++) {
        line[at]! += paeth(line[at - back]!, above[at]!, above[at - back]!);
      }
      return;
    default:
      throw damagedPng('its data are damaged');
  }
}

/** Whichever neighbour lies nearest to `left + up - upLeft`; ties in that order. */
function paeth(left: number, up: number, upLeft: number): number {
  const toLeft = Math.abs(up - upLeft);
  const toUp = Math.abs(left - upLeft);
  const toUpLeft = Math.abs(left + up - 2 * upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}
