/**
 * What of a picture's file is kept: the picture that is inspected, and nothing that would make a viewer show another one. Pixels
 * are never encoded anew; a file that has nothing of the kind stays as it is, bit for bit.
 */
import { LivePhotoError } from '../contract/errors.ts';
import { Damage, isHeif } from './heif-header.ts';
import { keptHeif } from './kept-heif.ts';
import { keptJpeg } from './kept-jpeg.ts';
import { keptPng } from './kept-png.ts';
import { keptWebp } from './kept-webp.ts';
import { isPng } from './png-chunks.ts';
import { isWebp } from './webp.ts';

/**
 * Takes off what follows the picture's end, colours that the decoder does not apply (a profile it does not know, a PNG's gamma),
 * and frames of animations. Reads headers only; inspect what it answers, not what it was given.
 *
 * @param bytes The whole file.
 * @returns The same array when there is nothing to take off, or when this is no picture: whoever inspects it says why.
 */
export function keptFile(bytes: Uint8Array): Uint8Array {
  try {
    if (isPng(bytes)) return keptPng(bytes);
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return keptJpeg(bytes);
    if (isWebp(bytes)) return keptWebp(bytes);
    if (isHeif(bytes)) return keptHeif(bytes);
  } catch (error) {
    // Damaged: sniffing it gives the same error, with the limits checked first.
    const isDamage =
      error instanceof LivePhotoError || error instanceof Damage || error instanceof RangeError;
    if (!isDamage) throw error;
  }
  return bytes;
}
