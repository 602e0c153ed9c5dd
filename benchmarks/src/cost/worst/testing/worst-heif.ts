/**
 * HEICs and AVIFs as dear as the limits let them be. HEICs are put together of one tile that is there as often as it is shown: nothing on npm
 * encodes HEVC. The tiles in `benchmarks/tiles` are x265's, 256 × 256 pixels of waves and noise, by Debian 12's `heif-enc -q 48` (8 bits) and
 * `-q 44 -b 10`.
 */
import { readFile } from 'node:fs/promises';
import { LivePhotoError, sniffImage } from '@livephoto/core';
import { find, heicOfTiles, part } from '../../../../../packages/core/src/image/testing/heif-writer.ts';

const side = 256;
const columns = 16;

export type Tile = '8-bit-420' | '8-bit-444' | '10-bit-420' | '10-bit-444';

/** As many rows of the tile as pass, with transparency in tiles of the same kind where that is asked for. */
export async function dearestHeic(name: Tile, { alpha = false } = {}): Promise<Uint8Array> {
  const tile = await readFile(new URL(`../tiles/${name}.heic`, import.meta.url));
  const ofRows = (rows: number) => heicOfTiles(tile, columns, rows, [side, side], { alpha });
  let file = ofRows(1);
  for (let rows = 2; ; rows++) {
    const larger = ofRows(rows);
    try {
      sniffImage(larger);
    } catch (error) {
      if (error instanceof LivePhotoError) return file;
      throw error;
    }
    file = larger;
  }
}

/** The same AVIF, whose box of parameters says 8 bits and 4:2:0 where its pictures say otherwise. */
export function lyingAvif(avif: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(avif);
  const box = part(changed, 'av1C');
  // Behind type, size, version and level: a bit each for 10, 12 and grey, and two of the sampling.
  box[10] = (box[10]! & 0x83) | 0x0c;
  if (find(changed, 'av1C') < 0) throw new Error('no AVIF');
  return changed;
}
