/** What happens to photos on their way, and to a face in front of a camera: each perturbation makes one photo into another. */
import type { Box } from '@livephoto/core';
import sharp, { type Sharp } from 'sharp';

/** An upright picture in RGB, and the face in it. */
export interface Subject {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly face: Box;
}

export interface Perturbation {
  readonly name: string;
  /** A PNG unless the perturbation is a JPEG's. */
  perturb(subject: Subject): Promise<Buffer>;
}

/** @throws what sharp says of a file that it cannot read. */
export async function readSubject(bytes: Uint8Array, face: Box): Promise<Subject> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .flatten()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, face };
}

const black = { r: 0, g: 0, b: 0 };
const white = { r: 255, g: 255, b: 255 };
const lightGrey = { r: 240, g: 240, b: 240 };
/** Pixels: a face this wide is tiny. */
const tinyFace = 48;

export const perturbations: readonly Perturbation[] = [
  one('unchanged', (picture) => picture),
  one('mirrored', (picture) => picture.flop()),
  one('black bars above and below', (picture, { height }) => picture.extend(bars(height, black))),
  one('black bars at the sides', (picture, { width }) => picture.extend(pillars(width, black))),
  one(
    'white bars at the sides, JPEG quality 85',
    (picture, { width }) => picture.extend(pillars(width, white)),
    85,
  ),
  one('light bars above and below, as of a screenshot', (picture, { height }) =>
    picture.extend(bars(height, lightGrey)),
  ),
  one('JPEG quality 60', (picture) => picture, 60),
  one('JPEG quality 30', (picture) => picture, 30),
  one('without colour', (picture) => picture.grayscale().toColourspace('srgb')),
  one('brightness × 0.35', (picture) => picture.linear(0.35, 0)),
  one('brightness × 0.15', (picture) => picture.linear(0.15, 0)),
  one('brightness × 1.7 + 30', (picture) => picture.linear(1.7, 30)),
  one('skin smoothed by a 5 × 5 median', (picture) => picture.median(5)),
  one('blurred by 1.5 pixels', (picture) => picture.blur(1.5)),
  one('half the size', (picture, { width }) =>
    picture.resize({ width: Math.max(64, Math.round(width / 2)) }),
  ),
  one('double the size', (picture, { width }) => picture.resize({ width: width * 2 })),
  one('face 48 pixels wide', (picture, { width, height, face }) => {
    const scale = tinyFace / face.width;
    // Never so small that the picture itself is refused.
    const least = 64 / Math.min(width, height);
    return picture.resize({ width: Math.round(width * Math.max(scale, least)) });
  }),
  one('the face fills the frame', (picture, subject) => picture.extract(tightFrame(subject))),
];

/** @param quality Of a JPEG; a PNG without. */
function one(
  name: string,
  change: (picture: Sharp, subject: Subject) => Sharp,
  quality?: number,
): Perturbation {
  return {
    name,
    perturb(subject) {
      const { data, width, height } = subject;
      const changed = change(sharp(data, { raw: { width, height, channels: 3 } }), subject);
      return quality === undefined
        ? changed.png({ compressionLevel: 1 }).toBuffer()
        : changed.jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer();
    },
  };
}

function bars(height: number, background: typeof black) {
  const side = Math.round(height / 5);
  return { top: side, bottom: side, background };
}

function pillars(width: number, background: typeof black) {
  const side = Math.round(width / 5);
  return { left: side, right: side, background };
}

/** The face with a tenth of its size around it, inside the picture. */
function tightFrame({ width, height, face }: Subject) {
  const margin = 0.1 * Math.max(face.width, face.height);
  const left = Math.max(0, Math.floor(face.x - margin));
  const top = Math.max(0, Math.floor(face.y - margin));
  return {
    left,
    top,
    width: Math.min(width, Math.ceil(face.x + face.width + margin)) - left,
    height: Math.min(height, Math.ceil(face.y + face.height + margin)) - top,
  };
}
