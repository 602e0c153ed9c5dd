/** Turns unfiltered PNG scanlines of any kind into 8-bit RGB, transparency laid over white. */
import { type PngFile, pngColor } from './png-chunks.ts';

/** Writes the `count` pixels of `line` as R G B into `rgb`. */
export type LineToRgb = (line: Uint8Array, count: number, rgb: Uint8Array) => void;

export function lineToRgb(file: PngFile): LineToRgb {
  switch (file.color) {
    case pngColor.palette:
      return fromTable(file.depth, paletteTable(file));
    case pngColor.grey:
      return file.depth === 16 ? grey16(file.transparency) : fromTable(file.depth, greyTable(file));
    case pngColor.rgb:
      return file.depth === 16 ? rgb16(file.transparency) : rgb8(file.transparency);
    case pngColor.greyAlpha:
      return file.depth === 16 ? greyAlpha16 : greyAlpha8;
    case pngColor.rgba:
      return file.depth === 16 ? rgba16 : rgba8;
  }
}

/** `value` at opacity `alpha` over white, rounded; both 0..255. */
function overWhite(value: number, alpha: number): number {
  const sum = value * alpha + 255 * (255 - alpha) + 128;
  return (sum + (sum >> 8)) >> 8;
}

/** A 16-bit sample, given by its two bytes, as the nearest 8-bit one. */
function to8(high: number, low: number): number {
  return (((high << 8) | low) * 255 + 32_895) >>> 16;
}

/** R G B of every palette index; an index outside the palette is black. */
function paletteTable({ palette, transparency }: PngFile): Uint8Array {
  const table = new Uint8Array(256 * 3);
  if (!palette) return table;
  for (let index = 0; index < Math.min(palette.length, table.length); index++) {
    table[index] = overWhite(palette[index]!, transparency?.[Math.floor(index / 3)] ?? 255);
  }
  return table;
}

/** R G B of every grey level of a depth of up to 8 bits. */
function greyTable({ depth, transparency }: PngFile): Uint8Array {
  const table = new Uint8Array(256 * 3);
  const white = 2 ** depth - 1;
  const clear = sample16(transparency, 0);
  for (let level = 0; level <= white; level++) {
    table.fill(level === clear ? 255 : (level * 255) / white, level * 3, level * 3 + 3);
  }
  return table;
}

function fromTable(depth: number, table: Uint8Array): LineToRgb {
  const mask = 2 ** depth - 1;
  return (line, count, rgb) => {
    for (let index = 0; index < count; index++) {
      const bit = index * depth;
      const entry = ((line[bit >> 3]! >> (8 - depth - (bit & 7))) & mask) * 3;
      rgb[index * 3] = table[entry]!;
      rgb[index * 3 + 1] = table[entry + 1]!;
      rgb[index * 3 + 2] = table[entry + 2]!;
    }
  };
}

/** The big-endian sample at `index` of a `tRNS` body, or -1, which equals no sample. */
function sample16(transparency: Uint8Array | undefined, index: number): number {
  const high = transparency?.[index * 2];
  const low = transparency?.[index * 2 + 1];
  return high === undefined || low === undefined ? -1 : (high << 8) | low;
}

function grey16(transparency: Uint8Array | undefined): LineToRgb {
  const clear = sample16(transparency, 0);
  return (line, count, rgb) => {
    for (let index = 0; index < count; index++) {
      const high = line[index * 2]!;
      const low = line[index * 2 + 1]!;
      const value = ((high << 8) | low) === clear ? 255 : to8(high, low);
      rgb.fill(value, index * 3, index * 3 + 3);
    }
  };
}

function rgb8(transparency: Uint8Array | undefined): LineToRgb {
  if (!transparency) return (line, count, rgb) => rgb.set(line.subarray(0, count * 3));
  const clear = [0, 1, 2].map((channel) => sample16(transparency, channel));
  return (line, count, rgb) => {
    for (let at = 0; at < count * 3; at += 3) {
      const isClear = clear.every((sample, channel) => line[at + channel] === sample);
      for (let channel = 0; channel < 3; channel++) {
        rgb[at + channel] = isClear ? 255 : line[at + channel]!;
      }
    }
  };
}

function rgb16(transparency: Uint8Array | undefined): LineToRgb {
  const clear = [0, 1, 2].map((channel) => sample16(transparency, channel));
  return (line, count, rgb) => {
    for (let at = 0; at < count * 3; at += 3) {
      const from = at * 2;
      const isClear = clear.every((sample, channel) => sample16(line, at + channel) === sample);
      for (let channel = 0; channel < 3; channel++) {
        const low = from + channel * 2;
        rgb[at + channel] = isClear ? 255 : to8(line[low]!, line[low + 1]!);
      }
    }
  };
}

function greyAlpha8(line: Uint8Array, count: number, rgb: Uint8Array): void {
  for (let index = 0; index < count; index++) {
    const value = overWhite(line[index * 2]!, line[index * 2 + 1]!);
    rgb.fill(value, index * 3, index * 3 + 3);
  }
}

function greyAlpha16(line: Uint8Array, count: number, rgb: Uint8Array): void {
  for (let index = 0; index < count; index++) {
    const at = index * 4;
    const value = overWhite(to8(line[at]!, line[at + 1]!), to8(line[at + 2]!, line[at + 3]!));
    rgb.fill(value, index * 3, index * 3 + 3);
  }
}

function rgba8(line: Uint8Array, count: number, rgb: Uint8Array): void {
  for (let from = 0, to = 0; from < count * 4; from += 4, to += 3) {
    const alpha = line[from + 3]!;
    rgb[to] = overWhite(line[from]!, alpha);
    rgb[to + 1] = overWhite(line[from + 1]!, alpha);
    rgb[to + 2] = overWhite(line[from + 2]!, alpha);
  }
}

function rgba16(line: Uint8Array, count: number, rgb: Uint8Array): void {
  for (let from = 0, to = 0; from < count * 8; from += 8, to += 3) {
    const alpha = to8(line[from + 6]!, line[from + 7]!);
    rgb[to] = overWhite(to8(line[from]!, line[from + 1]!), alpha);
    rgb[to + 1] = overWhite(to8(line[from + 2]!, line[from + 3]!), alpha);
    rgb[to + 2] = overWhite(to8(line[from + 4]!, line[from + 5]!), alpha);
  }
}
