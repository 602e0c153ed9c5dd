/** Where the photo holds nothing: black or white without any change, as in a hard shadow, a glare or under a finger. */
import { mapSide } from '../obstructions/tuning.ts';
import type { AlignedPicture } from './aligned-picture.ts';
import { blackBelow, nothingChanges, pictureSide, whiteFrom } from './tuning.ts';

const cell = pictureSide / mapSide;

/** 1 for each cell of the occlusion map that holds nothing, else 0; row by row. */
export function blankCells({ luminance, kernel }: AlignedPicture): Float32Array {
  const blank = new Float32Array(mapSide * mapSide);
  const sums = kernel.cellSums(luminance, pictureSide, cell);
  for (let i = 0; i < blank.length; i++) {
    const mean = sums[2 * i]! / (cell * cell);
    const extreme = mean < blackBelow || mean >= whiteFrom;
    blank[i] = extreme && sums[2 * i + 1]! < nothingChanges * cell * (cell - 1) ? 1 : 0;
  }
  return blank;
}
