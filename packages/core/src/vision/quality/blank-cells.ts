/** Where the photo holds nothing: black or white without any change, as in a hard shadow, a glare or under a finger. */
import { mapSide } from '../obstructions/tuning.ts';
import type { AlignedPicture } from './aligned-picture.ts';
import { blackBelow, nothingChanges, pictureSide, whiteFrom } from './tuning.ts';

const cell = pictureSide / mapSide;

/** 1 for each cell of the occlusion map that holds nothing, else 0; row by row. */
export function blankCells({ luminance }: AlignedPicture): Float32Array {
  const blank = new Float32Array(mapSide * mapSide);
  for (let i = 0; i < blank.length; i++) {
    const left = (i % mapSide) * cell;
    const top = Math.floor(i / mapSide) * cell;
    let sum = 0;
    let change = 0;
    for (let row = top; row < top + cell; row++) {
      for (let column = left; column < left + cell; column++) {
        const here = luminance[row * pictureSide + column]!;
        sum += here;
        if (column > left) change += Math.abs(here - luminance[row * pictureSide + column - 1]!);
      }
    }
    const mean = sum / (cell * cell);
    const extreme = mean < blackBelow || mean >= whiteFrom;
    blank[i] = extreme && change < nothingChanges * cell * (cell - 1) ? 1 : 0;
  }
  return blank;
}
