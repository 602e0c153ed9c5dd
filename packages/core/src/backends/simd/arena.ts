/** Where the maps of a plan lie: those that are needed at the same time apart, all others over each other. */
import type { ArenaPart } from './steps.ts';

/** Bytes after every part that a kernel may read or write beyond its last pixel. */
const partSlack = 64;
/** Parts start at whole cache lines. */
const line = 64;

/** Gives every part its offset. @returns Bytes of the arena. */
export function layOut(parts: readonly ArenaPart[]): number {
  const placed: ArenaPart[] = [];
  let total = 0;
  const reserved = ({ bytes }: ArenaPart) => Math.ceil((bytes + partSlack) / line) * line;
  for (const part of [...parts].sort((a, b) => b.bytes - a.bytes || a.first - b.first)) {
    const inTheWay = placed
      .filter(({ first, last }) => first <= part.last && part.first <= last)
      .sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const other of inTheWay) {
      if (offset + reserved(part) <= other.offset) break;
      offset = Math.max(offset, other.offset + reserved(other));
    }
    part.offset = offset;
    placed.push(part);
    total = Math.max(total, offset + reserved(part));
  }
  return total;
}
