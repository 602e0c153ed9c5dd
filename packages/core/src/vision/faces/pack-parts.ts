/** Puts parts of a look on as little room as shelves take, and finds back where something lies in the whole look. */
import type { Box } from '../../contract/rgb-image.ts';
import { besideCell as cell, cutOverlap, gapOfParts, shelfWidths } from './tuning.ts';

/** A part of a look and where it went in the packed one; pixels, multiples of `besideCell`. */
export interface PackedPart extends Box {
  readonly toX: number;
  readonly toY: number;
}

export interface PackedLook {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly PackedPart[];
}

/** On shelves, tallest parts first, as wide as takes the least room; undefined where that is not less than `most` pixels. */
export function packParts(parts: readonly Box[], most: number): PackedLook | undefined {
  let widest = 0;
  let area = 0;
  for (const { width, height } of parts) {
    widest = Math.max(widest, width);
    area += width * height;
  }
  if (area >= most) return undefined;
  const tallestFirst = [...parts].sort((a, b) => b.height - a.height);
  let best: PackedLook | undefined;
  let least = most;
  for (const times of shelfWidths) {
    const room = Math.max(widest, Math.round((Math.sqrt(area) * times) / cell) * cell);
    const look = onShelves(tallestFirst, room, least);
    if (look === undefined) continue;
    best = look;
    least = look.width * look.height;
  }
  return best;
}

/** Undefined as soon as it takes `most` pixels. */
function onShelves(tallestFirst: readonly Box[], room: number, most: number): PackedLook | undefined {
  const parts: PackedPart[] = [];
  let [width, height, toX, toY] = [0, 0, 0, 0];
  for (const part of tallestFirst) {
    if (toX > 0 && toX + part.width > room) {
      toX = 0;
      toY = height + gapOfParts;
    }
    parts.push({ ...part, toX, toY });
    width = Math.max(width, toX + part.width);
    height = Math.max(height, toY + part.height);
    if (width * height >= most) return undefined;
    toX += part.width + gapOfParts;
  }
  return { width, height, parts };
}

/** A part in pieces no longer than `length` either way; each shares a margin with the next, so that nobody is cut in two. */
export function cutTo({ x, y, width, height }: Box, length: number): Box[] {
  const upright = spans(y, height, length);
  return spans(x, width, length).flatMap((across) =>
    upright.map((down) => ({ x: across.start, y: down.start, width: across.length, height: down.length })),
  );
}

/** All of one length. */
function spans(start: number, whole: number, length: number): { start: number; length: number }[] {
  if (whole <= length) return [{ start, length: whole }];
  const count = Math.ceil((whole - cutOverlap) / (length - cutOverlap));
  const each = Math.ceil((whole + (count - 1) * cutOverlap) / count / cell) * cell;
  return Array.from({ length: count }, (_, i) => ({
    start: start + Math.min(i * (each - cutOverlap), whole - each),
    length: each,
  }));
}

/** A box of the packed look where it lies in the whole one; undefined where its middle is in no part. */
export function unpackBox({ parts }: PackedLook, box: Box): Box | undefined {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const part = parts.find(
    ({ toX, toY, width, height }) => x >= toX && x < toX + width && y >= toY && y < toY + height,
  );
  return part && { ...box, x: box.x - part.toX + part.x, y: box.y - part.toY + part.y };
}
