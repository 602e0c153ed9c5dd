/** A WebP up to its end, without a second picture, and without what its header does not announce. */
import { colorSpaceOf } from './color-space.ts';
import { type Part, withParts } from './kept-parts.ts';
import { chunkHeader, firstChunk, flags, maxWebpChunks } from './webp.ts';

const pictures = ['VP8 ', 'VP8L'];

export function keptWebp(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(4, true);
  const end = Math.min(bytes.length, 8 + size + (size & 1));
  const parts: Part[] = [[0, firstChunk]];
  let announced: number | undefined;
  let canvasAt = -1;
  let hasPicture = false;
  let hasProfile = false;
  let dropsProfile = false;
  for (let at = firstChunk; at + chunkHeader <= end; ) {
    // More than are read: it will be refused.
    if (parts.length > maxWebpChunks) return bytes;
    if (hasPicture && announced === undefined) break;
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const next = Math.min(end, at + chunkHeader + length + (length & 1));
    const isPicture = pictures.includes(name);
    let kept = !isPicture || !hasPicture;
    if (name === 'VP8X' && at === firstChunk && length >= 10) {
      announced = bytes[at + chunkHeader];
      canvasAt = at + chunkHeader;
    } else if (announced === undefined) {
      // Nothing but the picture counts in a file without this header.
      kept &&= isPicture;
    } else if (name === 'ICCP') {
      const profile = bytes.subarray(at + chunkHeader, Math.min(end, at + chunkHeader + length));
      const isKnown = (announced & flags.profile) !== 0 && colorSpaceOf(profile) !== 'other';
      kept = isKnown && !hasProfile && !hasPicture;
      hasProfile ||= kept;
      dropsProfile ||= !kept;
    } else if (name === 'EXIF') kept = (announced & flags.exif) !== 0;
    hasPicture ||= isPicture;
    if (kept) parts.push([at, next]);
    at = next;
  }
  const kept = withParts(bytes, parts);
  const isWhole = 8 + size + (size & 1) <= bytes.length;
  if (kept === bytes && (isWhole || !dropsProfile)) return kept;
  // What is cut short stays so.
  const out = kept === bytes ? bytes.slice() : kept;
  if (isWhole) new DataView(out.buffer, out.byteOffset).setUint32(4, out.length - 8, true);
  if (dropsProfile && !hasProfile && canvasAt >= 0) out[canvasAt]! &= ~flags.profile;
  return out;
}
