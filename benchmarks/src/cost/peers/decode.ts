/** Pixels for packages that decode no photos on Node: by sharp, the fastest decoder there, which is kind to them. */
import sharp from 'sharp';

export interface Pixels {
  /** RGB, 8 bits, rows from top to bottom. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export async function decodeWithSharp(bytes: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

/** Times the two steps of a peer on Node. */
export async function decodeAndDetect(
  bytes: Uint8Array,
  detect: (pixels: Pixels) => Promise<number>,
): Promise<{ faces: number; timings: Record<string, number> }> {
  const start = performance.now();
  const pixels = await decodeWithSharp(bytes);
  const decoded = performance.now();
  const faces = await detect(pixels);
  const end = performance.now();
  return { faces, timings: { decode: decoded - start, detect: end - decoded, total: end - start } };
}
