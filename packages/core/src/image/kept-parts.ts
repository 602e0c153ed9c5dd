/** Puts a file together of parts of another one. */

/** A part of a file: from the first byte to the one behind its last. */
export type Part = readonly [from: number, to: number];

/** The file without everything between its parts. @returns the same array when nothing lies between. */
export function withParts(bytes: Uint8Array, parts: readonly Part[], end?: Uint8Array): Uint8Array {
  const length = parts.reduce((sum, [from, to]) => sum + to - from, 0);
  if (length === bytes.length && end === undefined) return bytes;
  const kept = new Uint8Array(length + (end?.length ?? 0));
  let at = 0;
  for (const [from, to] of parts) {
    kept.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  if (end) kept.set(end, at);
  return kept;
}
