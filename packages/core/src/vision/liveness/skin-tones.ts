/** How far the highlights and the darkest parts of a face lie from its skin: ink and screens raise blacks and dull what shines. */
import type { Box } from '../../contract/rgb-image.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { darkShare, faceEllipse, highlightShare, toneFloor, toneWidth } from './tuning.ts';

/**
 * Two numbers: the brightest 0.3 % and the darkest 1 % of the pixels within the face, as multiples of their median. Levels of
 * 255, `toneFloor` added to each, so that noise in the dark tells nothing.
 * @param box the face, in pixels of the picture
 */
export function readSkinTones(pyramid: ImagePyramid, box: Box): Float64Array {
  const counts = luminanceCounts(pyramid, box);
  const middle = levelBelow(counts, 0.5) + toneFloor;
  return Float64Array.of(
    (levelBelow(counts, 1 - highlightShare) + toneFloor) / middle,
    (levelBelow(counts, darkShare) + toneFloor) / middle,
  );
}

/** How many pixels of the ellipse within the face have each of 256 levels of ITU-R BT.601 luma. */
function luminanceCounts(pyramid: ImagePyramid, box: Box): Uint32Array {
  const { image, shrink } = pyramid.atLeast(Math.min(box.width, box.height) / toneWidth);
  const { data, width, height } = image;
  const x = (box.x + box.width / 2) / shrink;
  const y = (box.y + box.height / 2) / shrink;
  const across = (box.width * faceEllipse) / shrink;
  const down = (box.height * faceEllipse) / shrink;
  const counts = new Uint32Array(256);
  const last = Math.min(height - 1, Math.floor(y + down));
  for (let row = Math.max(0, Math.ceil(y - down)); row <= last; row++) {
    const part = (row - y) / down;
    const half = across * Math.sqrt(Math.max(0, 1 - part * part));
    const end = Math.min(width - 1, Math.floor(x + half));
    for (let column = Math.max(0, Math.ceil(x - half)); column <= end; column++) {
      const at = (row * width + column) * 3;
      const level = (77 * data[at]! + 150 * data[at + 1]! + 29 * data[at + 2]! + 128) >> 8;
      counts[level] = counts[level]! + 1;
    }
  }
  return counts;
}

/** The level that `share` of the pixels do not pass; 0 where there are none. */
function levelBelow(counts: Uint32Array, share: number): number {
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let level = 0; level < counts.length; level++) {
    seen += counts[level]!;
    if (seen >= wanted && seen > 0) return level;
  }
  return 0;
}
