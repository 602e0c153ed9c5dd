/** Decodes a PNG line by line into no more pixels than wanted: the full picture is never held, unless interlaced. */
import { Unzlib } from 'fflate/browser';
import { LivePhotoError } from '../contract/errors.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { RowDownscaler, sizeWithin } from './downscale.ts';
import { damagedPng, type PngFile, readPngFile } from './png-chunks.ts';
import { type Pass, PngLines } from './png-lines.ts';
import { lineToRgb } from './png-pixels.ts';

/** Compressed bytes handed to the inflater at a time: deflate grows at most 1032-fold, so 16 MiB come back at most. */
const sliceBytes = 16_384;

/** The longest stored block is 64 KiB; a stream that stays silent for longer says nothing any more. */
const maxSilentBytes = 4 * 65_536;

export interface PngRequest {
  readonly longestSide: number;
  readonly maxPixels: number;
}

/**
 * The picture as stored (not yet upright), shrunk to `longestSide` and `maxPixels` when it is larger.
 *
 * @throws {LivePhotoError} `image_unreadable` when the file is cut or damaged.
 */
export function decodePng(bytes: Uint8Array, request: PngRequest): RgbImage {
  const file = readPngFile(bytes);
  const target = sizeWithin(file, request.longestSide, request.maxPixels);
  const downscaler = new RowDownscaler(file, target);
  const toRgb = lineToRgb(file);
  const line = new Uint8Array(file.width * 3);

  if (!file.interlaced) {
    inflateLines(file, (stored) => {
      toRgb(stored, file.width, line);
      downscaler.push(line);
    });
    return downscaler.image();
  }

  const whole = new Uint8Array(file.width * file.height * 3);
  inflateLines(file, (stored, pass, index) => {
    toRgb(stored, pass.width, line);
    spread(line, pass, index, whole, file.width);
  });
  for (let y = 0; y < file.height; y++) {
    downscaler.push(whole.subarray(y * line.length, (y + 1) * line.length));
  }
  return downscaler.image();
}

/** Inflates until the last line has come. What a file holds beyond it is never inflated. */
function inflateLines(file: PngFile, onLine: (line: Uint8Array, pass: Pass, index: number) => void): void {
  const lines = new PngLines(file, onLine);
  let silent = 0;
  const inflater = new Unzlib((inflated) => {
    if (inflated.length > 0) silent = 0;
    lines.push(inflated);
  });
  for (const slice of slices(file)) {
    silent += slice.length;
    inflate(inflater, slice);
    if (lines.complete) return;
    if (silent > maxSilentBytes) break;
  }
  throw damagedPng('its data end early');
}

/** The compressed bytes in slices of `sliceBytes`, however finely the file cuts them: every push has its price. */
function* slices(file: PngFile): Generator<Uint8Array> {
  let slice = new Uint8Array(sliceBytes);
  let filled = 0;
  for (const piece of file.pieces) {
    if (!piece.intact()) throw damagedPng('its data are damaged');
    for (let at = 0; at < piece.body.length; ) {
      const taken = piece.body.subarray(at, at + sliceBytes - filled);
      slice.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled === sliceBytes) {
        yield slice;
        slice = new Uint8Array(sliceBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield slice.subarray(0, filled);
}

function inflate(inflater: Unzlib, slice: Uint8Array): void {
  try {
    inflater.push(slice);
  } catch (cause) {
    if (cause instanceof LivePhotoError) throw cause;
    throw damagedPng('its data are damaged', cause);
  }
}

/** Puts the pixels of an interlaced line where they belong. */
function spread(line: Uint8Array, pass: Pass, index: number, whole: Uint8Array, width: number): void {
  let to = ((pass.startY + index * pass.stepY) * width + pass.startX) * 3;
  for (let from = 0; from < pass.width * 3; from += 3) {
    whole[to] = line[from]!;
    whole[to + 1] = line[from + 1]!;
    whole[to + 2] = line[from + 2]!;
    to += pass.stepX * 3;
  }
}
