/**
 * The finest texture of the skin, pixel by pixel as it was decoded: screens, prints and a second camera smooth,
 * grain or tint it in ways that a shrunken crop no longer shows.
 *
 * Read as local binary patterns (Ojala et al. 2002, rotation-invariant and uniform, eight neighbours): each pixel
 * is described by how many of its neighbours are at least as bright as itself, when these lie side by side.
 *
 * Large photos are read in their scaled decode: docs/decisions/0046-texture-of-large-photos.md says why.
 */
import type { Box, RgbImage } from '../../contract/rgb-image.ts';
import type { PixelKernel } from '../sampling/pixel-kernel.ts';
import { scalarKernel } from '../sampling/scalar-kernel.ts';

/** Side of the square that is read, in pixels: the largest that fits the face. */
const sides = [128, 64] as const;
/** Share of the box's shorter side that is skin for certain, rather than background. */
const skinShare = 0.85;
/** Where in the box the square is centred: a little under its middle, away from the hair. */
const centreHeight = 0.55;

/** Zero to eight neighbours side by side, and everything that is no such arc. */
const patternKinds = 10;

/** Length of a histogram of all three planes: brightness, blue and red difference. */
export const textureLength = 3 * patternKinds;

export interface SkinTexture {
  /** Shares 0..1 of each kind of pattern in brightness, blue difference and red difference, one after another. */
  readonly histogram: Float64Array;
  /** Mean brightness of the same pixels, 0..255. */
  readonly brightness: number;
}

/**
 * Shares 0..1 of pixels that are no brighter than any neighbour in the flatter and in the livelier colour plane: high
 * where nothing is left of the noise of real skin, as in grey and in very dark photos.
 */
export function colourFlatness(histogram: Float64Array): { flatter: number; livelier: number } {
  const blue = histogram[2 * patternKinds - 2]!;
  const red = histogram[3 * patternKinds - 2]!;
  return { flatter: Math.max(blue, red), livelier: Math.min(blue, red) };
}

export function readTexture(image: RgbImage, face: Box, kernel: PixelKernel = scalarKernel): SkinTexture {
  const room = Math.min(face.width, face.height) * skinShare;
  const side = sides.find((candidate) => candidate <= room) ?? sides[sides.length - 1]!;
  const planes = colourPlanes(
    image,
    Math.round(face.x + face.width / 2 - side / 2),
    Math.round(face.y + face.height * centreHeight - side / 2),
    side,
  );
  const histogram = new Float64Array(textureLength);
  for (const [index, plane] of planes.entries()) {
    addShares(kernel.lbpHistogram(plane, side), side, histogram.subarray(index * patternKinds));
  }
  return { histogram, brightness: mean(planes[0]!) / 256 };
}

/** Adds to `histogram` the share of each kind of pattern among the inner pixels of a square. */
function addShares(counts: Uint32Array, side: number, histogram: Float64Array): void {
  const kinds = new Uint32Array(patternKinds);
  for (const [pattern, count] of counts.entries()) kinds[kindOf[pattern]!]! += count;
  const pixels = (side - 2) * (side - 2);
  for (let kind = 0; kind < patternKinds; kind++) histogram[kind]! += kinds[kind]! / pixels;
}

function mean(values: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/**
 * Brightness, blue difference and red difference (ITU-R BT.601, in 256ths) of a square; past the edge its last pixel
 * repeats. Whole numbers, so that what is equal stays equal: grey has no colour at all.
 */
function colourPlanes(image: RgbImage, left: number, top: number, side: number): Int32Array<ArrayBuffer>[] {
  const brightness = new Int32Array(side * side);
  const blue = new Int32Array(side * side);
  const red = new Int32Array(side * side);
  for (let y = 0, at = 0; y < side; y++) {
    const row = Math.min(image.height - 1, Math.max(0, top + y)) * image.width;
    for (let x = 0; x < side; x++, at++) {
      const pixel = (row + Math.min(image.width - 1, Math.max(0, left + x))) * 3;
      const r = image.data[pixel]!;
      const g = image.data[pixel + 1]!;
      const b = image.data[pixel + 2]!;
      const luma = 77 * r + 150 * g + 29 * b;
      brightness[at] = luma;
      blue[at] = 256 * b - luma;
      red[at] = 256 * r - luma;
    }
  }
  return [brightness, blue, red];
}

/** Kind of each pattern; bit by bit round the circle, which neighbours are at least as bright. */
const kindOf = Uint8Array.from({ length: 256 }, (_, pattern) => {
  let ones = 0;
  let changes = 0;
  for (let i = 0; i < 8; i++) {
    const bit = (pattern >> i) & 1;
    ones += bit;
    changes += bit ^ ((pattern >> ((i + 1) % 8)) & 1);
  }
  return changes <= 2 ? ones : patternKinds - 1;
});
