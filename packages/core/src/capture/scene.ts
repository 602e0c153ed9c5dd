/** A coarse picture of everything, to tell whether frames come one after another from one camera in one place. */
import type { Box } from '../contract/rgb-image.ts';
import { boxAffine, type ImagePyramid, sample } from '../vision/sampling/affine.ts';

/** Cells of the longer side. */
const longer = 48;

/** A small grey picture of what is around the face, for comparing frames. */
export interface SceneThumbnail {
  readonly width: number;
  readonly height: number;
  /** Brightness 0..255, row by row. */
  readonly data: Float64Array;
  /** 1 where the face is, with its hair and neck; 0 elsewhere. */
  readonly covered: Uint8Array;
}

/** @param face Box of the mesh, in pixels. */
export function sceneThumbnail(pyramid: ImagePyramid, face: Box): SceneThumbnail {
  const { width: w, height: h } = pyramid.image;
  const width = w >= h ? longer : Math.max(8, Math.round((longer * w) / h));
  const height = h >= w ? longer : Math.max(8, Math.round((longer * h) / w));
  const { data } = sample(pyramid, boxAffine({ x: 0, y: 0, width: w, height: h }, { width, height }), {
    width,
    height,
    layout: 'NHWC',
    colorOrder: 'RGB',
    mean: 0,
    scale: 1,
    outside: 'edge',
  });
  const brightness = new Float64Array(width * height);
  const covered = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      brightness[i] = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
      const px = ((x + 0.5) / width) * w;
      const py = ((y + 0.5) / height) * h;
      covered[i] =
        px > face.x - 0.5 * face.width && px < face.x + 1.5 * face.width && py > face.y - 0.6 * face.height
          ? 1
          : 0;
    }
  }
  return { width, height, data: brightness, covered };
}

/** How far the camera may move between two frames, in cells. */
const reach = 4;
/** Fewer cells than this, or less contrast (grey levels), say nothing. */
const minCells = 60;
const minContrast = 4;

/**
 * How well what lies around the face agrees, −1..1, at the best shift of one against the other; undefined where there is
 * too little to see, or the pictures have other shapes.
 */
export function sameScene(a: SceneThumbnail, b: SceneThumbnail): number | undefined {
  if (a.width !== b.width || a.height !== b.height) return undefined;
  let best: number | undefined;
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const found = correlation(a, b, dx, dy);
      if (found !== undefined && (best === undefined || found > best)) best = found;
    }
  }
  return best;
}

function correlation(a: SceneThumbnail, b: SceneThumbnail, dx: number, dy: number): number | undefined {
  let [count, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let y = Math.max(0, -dy); y < Math.min(a.height, a.height - dy); y++) {
    for (let x = Math.max(0, -dx); x < Math.min(a.width, a.width - dx); x++) {
      const i = y * a.width + x;
      const j = (y + dy) * a.width + x + dx;
      if (a.covered[i] === 1 || b.covered[j] === 1) continue;
      const [p, q] = [a.data[i]!, b.data[j]!];
      count += 1;
      sa += p;
      sb += q;
      saa += p * p;
      sbb += q * q;
      sab += p * q;
    }
  }
  if (count < minCells) return undefined;
  const va = saa / count - (sa / count) * (sa / count);
  const vb = sbb / count - (sb / count) * (sb / count);
  if (va < minContrast * minContrast || vb < minContrast * minContrast) return undefined;
  return (sab / count - (sa / count) * (sb / count)) / Math.sqrt(va * vb);
}

/**
 * Mean difference of two pictures where a face is in either, over the contrast there, once both are equally bright and have as much
 * contrast. So coarse a picture hardly knows of noise, focus and compression: near 0 it is the same moment once more.
 */
export function faceDifference(a: SceneThumbnail, b: SceneThumbnail): number {
  if (a.data.length !== b.data.length) return Infinity;
  let [count, sa, sb, saa, sbb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < a.data.length; i++) {
    if (a.covered[i] === 0 && b.covered[i] === 0) continue;
    const [p, q] = [a.data[i]!, b.data[i]!];
    count += 1;
    sa += p;
    sb += q;
    saa += p * p;
    sbb += q * q;
  }
  if (count === 0) return Infinity;
  const [meanA, meanB] = [sa / count, sb / count];
  const [deviationA, deviationB] = [deviationOf(saa / count, meanA), deviationOf(sbb / count, meanB)];
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) {
    if (a.covered[i] === 0 && b.covered[i] === 0) continue;
    sum += Math.abs((a.data[i]! - meanA) / deviationA - (b.data[i]! - meanB) / deviationB);
  }
  return sum / count;
}

/** One grey level at least: what is blank has no contrast to speak of. */
function deviationOf(meanSquare: number, mean: number): number {
  return Math.sqrt(Math.max(1, meanSquare - mean * mean));
}
