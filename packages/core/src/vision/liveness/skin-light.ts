/** How the skin of a face is lit, and how much colour it has: whether there is enough of a picture to judge. */
import type { Box, RgbImage } from '../../contract/rgb-image.ts';
import type { PixelKernel } from '../sampling/pixel-kernel.ts';
import { scalarKernel } from '../sampling/scalar-kernel.ts';
import { centreHeight, skinShare, skinSides } from './tuning.ts';

export interface SkinLight {
  /** Mean brightness of the skin, 0..255. */
  readonly brightness: number;
  /** Share 0..1 of its pixels whose colour differs from their neighbours'; 0 in a grey photo. */
  readonly colour: number;
}

/** Bit by bit, which of the eight neighbours are at least as bright: all of them, round a pixel where nothing changes. */
const flatPattern = 255;

export function readSkinLight(image: RgbImage, face: Box, kernel: PixelKernel = scalarKernel): SkinLight {
  const room = Math.min(face.width, face.height) * skinShare;
  const side = skinSides.find((candidate) => candidate <= room) ?? skinSides[skinSides.length - 1]!;
  const { brightness, blue, red } = colourPlanes(
    image,
    Math.round(face.x + face.width / 2 - side / 2),
    Math.round(face.y + face.height * centreHeight - side / 2),
    side,
  );
  const inner = (side - 2) * (side - 2);
  const flat = (plane: Int32Array<ArrayBuffer>) => kernel.lbpHistogram(plane, side)[flatPattern]! / inner;
  return { brightness: brightness / (256 * side * side), colour: 1 - Math.min(flat(blue), flat(red)) };
}

/**
 * Sum of brightness, and the planes of blue and red difference (ITU-R BT.601, in 256ths) of a square; past the edge its
 * last pixel repeats. Whole numbers, so that what is equal stays equal: grey has no colour at all.
 */
function colourPlanes(image: RgbImage, left: number, top: number, side: number) {
  let brightness = 0;
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
      brightness += luma;
      blue[at] = 256 * b - luma;
      red[at] = 256 * r - luma;
    }
  }
  return { brightness, blue, red };
}
