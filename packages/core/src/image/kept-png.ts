/** A PNG up to its end, without frames of an animation and without colours that are not applied. */
import { type Part, withParts } from './kept-parts.ts';
import {
  chunkAt,
  colorsOfChunks,
  firstPngChunk,
  isColorChunk,
  maxPngChunks,
  type PngChunk,
} from './png-chunks.ts';

/** An animation, whose frames browsers show in place of the picture, and light beyond white. */
const dropped = new Set(['acTL', 'fcTL', 'fdAT', 'mDCV', 'mDCv', 'cLLI', 'cLLi']);

/** What `gAMA` and `cHRM` say of sRGB, in 100 000ths (W3C PNG, 11.3.2.5). */
const srgb: Readonly<Record<string, readonly number[]>> = {
  gAMA: [45_455],
  cHRM: [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000],
};
/** Writers round. */
const tolerance = 100;

export function keptPng(bytes: Uint8Array): Uint8Array {
  const colors = new Map<string, PngChunk>();
  const chunks: { readonly chunk: PngChunk; readonly part: Part }[] = [];
  let hasPixels = false;
  for (let at = firstPngChunk; ; ) {
    const next = chunkAt(bytes, at);
    if (!next) break;
    // More than are read: it will be refused.
    if (chunks.length > maxPngChunks) return bytes;
    const { chunk, end } = next;
    if (chunk.cut && chunk.type !== 'IDAT') break;
    if (chunk.type === 'IDAT') hasPixels = true;
    if (!hasPixels && isColorChunk(chunk) && !colors.has(chunk.type)) colors.set(chunk.type, chunk);
    chunks.push({ chunk, part: [at, Math.min(end, bytes.length)] });
    at = end;
    if (chunk.type === 'IEND') break;
  }
  // A code stands above a profile.
  const isKnown = colorsOfChunks(colors).colorSpace !== 'other';
  const spoken = isKnown ? (colors.get('cICP') ?? colors.get('iCCP')) : undefined;
  const isKept = (chunk: PngChunk) => {
    if (dropped.has(chunk.type)) return false;
    if (chunk.type === 'iCCP' || chunk.type === 'cICP') return chunk === spoken;
    const wanted = srgb[chunk.type];
    return wanted === undefined || saysSrgb(chunk, wanted);
  };
  return withParts(bytes, [
    [0, firstPngChunk],
    ...chunks.filter(({ chunk }) => isKept(chunk)).map(({ part }) => part),
  ]);
}

function saysSrgb({ body }: PngChunk, wanted: readonly number[]): boolean {
  if (body.length !== wanted.length * 4) return false;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return wanted.every((value, index) => Math.abs(view.getUint32(index * 4) - value) <= tolerance);
}
